import { describe, expect, it } from 'vitest';
import { steadied } from '../../../src/analysis/index.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { figures, finding } from '../../support/figures.ts';

const errors = finding(figures(100, 2), figures(400, 1), 'unsure');
const open = (seen: number, wanted: number, more: object = {}): Verdict => ({
  kind: 'inconclusive',
  why: 'too-few-requests',
  findings: [errors],
  seen,
  wanted,
  close: errors,
  attainable: true,
  detail: '',
  ...more,
});
const p99 = { close: { ...errors, metric: 'p99' as const } };

describe('an estimate of what it takes to tell', () => {
  it('grows by no more than what has come, and falls as far as it may', () => {
    expect(steadied(open(52, 923), open(50, 798))).toMatchObject({ seen: 52, wanted: 800 });
    expect(steadied(open(59, 186), open(57, 1322))).toMatchObject({ wanted: 186 });
  });

  it.each<[string, Verdict, Verdict | null]>([
    ['of the first look', open(50, 798), null],
    ['of another figure', open(52, 923), open(50, 798, p99)],
    ['after one that no number of requests would have settled', open(52, 923), open(50, 60, { attainable: false })],
    ['that no number of requests would settle', open(52, 3328, { attainable: false }), open(50, 798)],
    ['after the few at the beginning, of which nothing was reckoned', open(12, 75), open(9, 10, { close: undefined })],
  ])('%s stands as it is', (_what, now, before) => {
    expect(steadied(now, before)).toBe(now);
  });
});
