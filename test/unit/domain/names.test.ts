import { describe, expect, it } from 'vitest';
import { numberIn, numberOf } from '../../../src/domain/names.ts';

describe('the number of a release', () => {
  it('is read only from an id of ours', () => {
    expect(['r12', 'r0', 'x12', 'r1e9', 'r9999999999999', ' r1', 'r1\n'].map(numberIn)).toEqual([
      12,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('is what people know a stored id by', () => {
    expect(numberOf('r142')).toBe(142);
  });
});
