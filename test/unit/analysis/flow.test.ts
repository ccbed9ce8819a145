import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { type Flow, flowOf, flowsAsWanted, flowsOtherwise } from '../../../src/analysis/flow.ts';
import { figures } from '../../support/figures.ts';

const flow = (candidate: number, stable: number, own = { candidate: 0, stable: 0 }): Flow => ({
  candidate,
  stable,
  own,
});
const level = 1e-4;

describe('requests that are divided as wanted', () => {
  it.each([1, 5, 25, 50, 99, 100])('at %d %% are not said to be otherwise', (percent) => {
    const random = createRandom(percent);
    let [candidate, stable] = [0, 0];
    for (let look = 0; look < 2000; look += 1) {
      for (let request = 0; request < 20; request += 1) {
        if (random.next() * 100 < percent) candidate += 1;
        else stable += 1;
      }
      expect(flowsOtherwise(flow(candidate, stable), percent, level)).toBe(false);
    }
  });

  it('are so too where a proxy rounds or one of several lags a little', () => {
    expect(flowsOtherwise(flow(20_000, 80_000), 25, level)).toBe(false);
    expect(flowsOtherwise(flow(30_000, 70_000), 25, level)).toBe(false);
    expect(flowsOtherwise(flow(99_000, 1000), 100, level)).toBe(false);
  });

  it('are so too where probes and scrapes are counted: few requests of users tell nothing', () => {
    const pods = { pods: 3 };
    const quiet = {
      from: 0,
      to: 60_000,
      candidate: { ...figures(60, 0), pods: 1 },
      stable: { ...figures(180, 0), ...pods },
    };
    expect(flowsOtherwise(flowOf([quiet, quiet]), 1, level)).toBe(false);
    expect(flowsOtherwise(flowOf([quiet, quiet]), 100, level)).toBe(false);
  });
});

describe('requests that are not', () => {
  it.each([
    ['none at 1 %', 0, 8000, 1],
    ['none at 25 %', 0, 400, 25],
    ['3 % at 25 %', 30, 970, 25],
    ['half of a share', 1200, 8800, 25],
    ['all at 5 %', 1000, 0, 5],
    ['some left on stable at 100 %', 9000, 1000, 100],
  ])('are found: %s', (_what, candidate, stable, percent) => {
    expect(flowsOtherwise(flow(candidate, stable), percent, level)).toBe(true);
  });
});

it('seldom says so of the edge of what is tolerated, however often it is asked', () => {
  let alarms = 0;
  for (let run = 0; run < 1000; run += 1) {
    const random = createRandom(1000 + run);
    let [candidate, stable] = [0, 0];
    for (let look = 0; look < 60; look += 1) {
      for (let request = 0; request < 10; request += 1) {
        if (random.next() < 1 / 3) candidate += 1;
        else stable += 1;
      }
      if (flowsOtherwise(flow(candidate, stable), 25, 0.05)) {
        alarms += 1;
        break;
      }
    }
  }
  expect(alarms).toBeLessThan(50);
});

describe('requests that are divided as wanted again', () => {
  it.each([
    [25, 250, 750],
    [25, 330, 670],
    [1, 30, 2970],
    [100, 500, 0],
    [100, 990, 10],
  ])('at %d percent are told by %d of the candidate beside %d', (percent, candidate, stable) => {
    expect(flowsAsWanted(flow(candidate, stable), percent)).toBe(true);
  });

  it.each([
    ['none', 25, 0, 0],
    ['too few to tell', 25, 20, 60],
    ['a tenth of the share', 25, 25, 975],
    ['twice the share', 25, 500, 500],
    ['some on a track that has none', 100, 900, 100],
  ])('are not told by %s', (_what, percent, candidate, stable) => {
    expect(flowsAsWanted(flow(candidate, stable), percent)).toBe(false);
  });
});
