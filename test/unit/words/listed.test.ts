import { describe, expect, it } from 'vitest';
import { listed } from '../../../src/words/listed.ts';

describe('names in a row', () => {
  it.each([
    [[], ''],
    [['canary'], 'canary'],
    [['canary', 'rolling'], 'canary and rolling'],
    [['canary', 'rolling', 'recreate'], 'canary, rolling and recreate'],
  ])('%j', (names, words) => {
    expect(listed(names)).toBe(words);
  });
});
