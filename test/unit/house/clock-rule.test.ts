import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Reads of a clock of this machine. `new Date(x)` only shows a time that is given. */
const clocks = /\bDate\.now\b|\bnew Date\(\)|\bnew Date\b(?!\()|\bperformance\.now\b|\bhrtime\b/;
/** The clock itself, and spans, which last rather than happen. */
const allowed = /^src\/platform\/(clock|tracing[a-z-]*)\.ts$/;

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

function readsClock(text: string): boolean {
  return clocks.test(withoutComments(text));
}

describe('the clock of the house', () => {
  it('is the only one that anything is decided by', () => {
    const files = globSync(['{src,commands,jobs}/**/*.ts', '*.ts']).filter((file) => !allowed.test(file));
    expect(files.length).toBeGreaterThan(150);
    expect(files.filter((file) => readsClock(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each(['const now = Date.now();', 'at: new Date()', 'now: () => number = Date.now', 'process.hrtime.bigint()'])(
    'would notice %s',
    (text) => expect(readsClock(text)).toBe(true),
  );

  it('allows showing a time that is given', () => {
    expect(readsClock('new Date(at).toISOString()')).toBe(false);
  });
});
