import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** A condition that is worked out before it is expected: where it fails, nobody sees of what. */
const blind =
  /expect\((?:(?!\bexpect\()[^;])*?(?:[!=]==|&&|\|\||\.(?:every|some)\()(?:(?!\bexpect\()[^;])*?\)\s*\.(?:not\.)?(?:toBe\((?:true|false)\)|toBeTruthy\(\)|toBeFalsy\(\))/;

function blindIn(text: string): string | undefined {
  return blind.exec(text)?.[0];
}

describe('what a test expects', () => {
  it('shows its values where it fails', () => {
    const files = globSync('test/**/*.ts').filter((file) => !file.endsWith('house/expectations.test.ts'));
    expect(files.length).toBeGreaterThan(200);
    const found = files.map((file) => [file, blindIn(readFileSync(file, 'utf8'))]).filter(([, text]) => text);
    expect(found).toEqual([]);
  });

  it.each([
    'expect(a === b).toBe(true);',
    'expect(a && b).toBe(true);',
    'expect(a !== b, name).toBe(false);',
    'expect(list.every((each) => each.ok)).toBe(true);',
    'expect(\n  list.some(({ at }) => at > 0),\n).toBeTruthy();',
    'expect(a || b).not.toBe(false);',
  ])('would notice %s', (text) => expect(blindIn(text)).toBe(text.slice(0, -1)));

  it.each([
    'expect(managed(route)).toBe(false);',
    "expect(parse('a!=b')).toBe(true);",
    'expect(a && b).toEqual([1]);',
    'expect(a).toBe(1);\nif (a === b) expect(c).toBe(true);',
  ])('allows %s', (text) => expect(blindIn(text)).toBeUndefined());
});
