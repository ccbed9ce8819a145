import { expect } from 'vitest';
import { isPlausible } from './ledger.ts';
import type { Played } from './world.ts';

/** At every share, as many requests came to the candidate's pods as it says, and none was lost on the way to the next. */
export function expectShares({ account, offered, lost }: Played, steps: readonly number[]): void {
  expect(account.map(({ percent }) => Math.round(percent))).toEqual([0, ...steps, 0]);
  for (const held of account) {
    expect(held, 'the share at the pods').toSatisfy(isPlausible);
    expect(held.lastStray ?? 0, `milliseconds after ${held.percent} % was written`).toBeLessThan(held.settleMs);
  }
  expect(offered).toBeGreaterThan(0);
  expect(lost, 'requests without an answer').toBe(0);
}

/** At one share at least there was enough to count: a share that held for too short a time says nothing. */
export function expectCounted({ account }: Played): void {
  const divided = account.filter(({ percent }) => percent > 0 && percent < 100);
  expect(Math.max(...divided.map(({ requests }) => requests))).toBeGreaterThan(100);
}

/** The shares that were written between the first 0 and the last one, in percent: at least one of them was more. */
export function writtenIn({ account }: Played): number[] {
  const steps = account.slice(1, -1).map(({ percent }) => Math.round(percent));
  expect(Math.max(...steps)).toBeGreaterThan(0);
  return steps;
}
