import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../sandbox/workloads/prng.ts';
import { remember } from '../../../src/analysis/index.ts';
import { secondsAt } from '../../../src/analysis/quantiles.ts';
import { addFigures, mergeSamples } from '../../../src/analysis/samples.ts';
import type { Figures, Sample, Stretch } from '../../../src/domain/verdict.ts';
import { both, entry, figures, finding, judge, measured, settings } from './make.ts';

/** A track of one look whose pods have a p99 of between `least` and `most` seconds. */
function ready(requests: number, seconds: number, least = seconds, most = seconds): Figures {
  return { pods: 2, requests, errors: 0, buckets: [], quantiles: [{ q: 0.99, seconds, least, most, looks: 1 }] };
}

/** So many looks at the same figures. */
function looks(count: number, candidate: Figures, stable: Figures | null) {
  const before = Array.from({ length: count - 1 }, () => entry(candidate, stable));
  return judge(settings, before, measured(candidate, stable), both);
}

describe('a p99 that the source has ready', () => {
  it('goes back once it was over its limit in so many looks that it is hardly chance', () => {
    const [slow, usual] = [ready(100, 0.9), ready(900, 0.2)];
    expect(looks(10, slow, usual)).toMatchObject({ kind: 'inconclusive', why: 'too-few-requests', attainable: true });
    const verdict = looks(11, slow, usual);
    expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'p99', candidate: 0.9, stable: 0.2 } });
    expect(finding(verdict, 'p99')).toMatchObject({ limit: 0.4, requests: 1100, chance: 0.5 ** 11 });
  });

  it('never goes back for one pod, or one look, among others that keep to the limit', () => {
    const onePod = ready(100, 0.5, 0.1, 0.9);
    expect(looks(200, onePod, ready(900, 0.2))).toMatchObject({ kind: 'inconclusive', attainable: false });
    const usual = ready(900, 0.2);
    const before = Array.from({ length: 50 }, (_, at) => entry(ready(100, at === 7 ? 0.3 : 0.9), usual));
    expect(judge(settings, before, measured(ready(100, 0.9), usual), both).kind).toBe('inconclusive');
  });

  it('is not blamed on the candidate while a pod of stable is as slow', () => {
    expect(looks(50, ready(100, 0.9), ready(900, 0.2, 0.1, 0.5)).kind).toBe('inconclusive');
  });

  it('is good where its average is within the limit, whatever a single look was', () => {
    const before = Array.from({ length: 50 }, (_, at) => entry(ready(100, at === 7 ? 0.9 : 0.2), ready(900, 0.2)));
    expect(judge(settings, before, measured(ready(100, 0.2), ready(900, 0.2)), both).kind).toBe('healthy');
  });

  it('has no limit while stable has served too few, and needs requests of the candidate', () => {
    const few = looks(20, ready(100, 0.9), ready(4, 0.2));
    expect(few.kind).toBe('healthy');
    expect(finding(few, 'p99')).toMatchObject({ limit: null, candidate: 0.9, stable: 0.2 });
    expect(looks(20, ready(3, 0.9), ready(900, 0.2))).toMatchObject({ kind: 'inconclusive', seen: 60 });
  });

  it('is missed where only the candidate has none', () => {
    const bare: Figures = { pods: 2, requests: 100, errors: 0, buckets: [] };
    expect(looks(3, bare, ready(900, 0.2))).toMatchObject({ kind: 'inconclusive', why: 'no-data' });
    expect(looks(3, ready(100, 0.9), bare).kind).toBe('healthy');
    expect(looks(3, bare, bare).kind).toBe('healthy');
  });

  it('is held against the buckets of a version that counts them', () => {
    expect(looks(11, ready(100, 0.9), figures(900)).kind).toBe('unhealthy');
    expect(looks(11, ready(100, 0.1), figures(900)).kind).toBe('healthy');
    expect(looks(11, figures(100, 0, 90), ready(900, 0.2)).kind).toBe('unhealthy');
  });

  it('by the threshold alone is shown and does not decide', () => {
    const latest = measured(ready(500, 9), ready(900, 0.2));
    const verdict = judge({ ...settings, judge: 'threshold' }, [], latest, both);
    expect(verdict.kind).toBe('healthy');
    expect(finding(verdict, 'p99')).toMatchObject({ limit: null, candidate: 9 });
  });

  it('that cannot be is a broken source', () => {
    for (const seconds of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(looks(1, ready(500, seconds), ready(900, 0.2))).toMatchObject({ why: 'query-failed' });
    }
  });
});

/** The look of a bake that sends the release back, or null. @param times how many times stable's the candidate's p99 is, in a look */
function rolledBack(random: Random, count: number, times: (look: number) => number): number | null {
  const near = (seconds: number) => seconds * Math.exp(0.3 * (random.next() + random.next() + random.next() - 1.5));
  let whole: Sample | null = null;
  let recent: readonly Stretch[] = [];
  for (let look = 0; look < count; look += 1) {
    const newest: Sample = {
      from: look * 2000,
      to: (look + 1) * 2000,
      candidate: ready(100, near(0.2 * times(look))),
      stable: ready(900, near(0.2)),
    };
    recent = remember(recent, newest);
    const latest = { kind: 'sample', sample: newest } as const;
    if (judge(settings, whole ? [{ sample: whole }] : [], latest, ['p99'], recent).kind === 'unhealthy') return look;
    whole = whole ? mergeSamples(whole, newest) : newest;
  }
  return null;
}

describe('bakes of figures that come and go', () => {
  const bakes = (count: number, times: (look: number) => number) =>
    Array.from({ length: 40 }, (_, seed) => rolledBack(createRandom(seed), count, times));

  it('send back no version that is as stable is, nor one on its limit', () => {
    expect(bakes(300, () => 1).filter((look) => look !== null)).toEqual([]);
    expect(bakes(300, () => 2).filter((look) => look !== null)).toEqual([]);
  });

  it('send back each that is far over it, from the beginning or late', () => {
    expect(Math.max(...bakes(60, () => 6).map((look) => look ?? Number.POSITIVE_INFINITY))).toBe(10);
    const late = bakes(180, (look) => (look < 120 ? 1 : 6)).map((look) => look ?? Number.POSITIVE_INFINITY);
    expect(Math.min(...late)).toBeGreaterThan(125);
    expect(Math.max(...late)).toBeLessThan(160);
  });
});

describe('ready quantiles added up', () => {
  const some = fc
    .tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0.001, max: 9, noNaN: true }))
    .map(([requests, seconds]) => ready(requests, seconds));

  it('are the same in whatever order, and lie between the smallest and the largest', () => {
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        const [one, other] = [addFigures(addFigures(a, b), c), addFigures(a, addFigures(c, b))];
        expect(secondsAt(one, 0.99)).toBeCloseTo(secondsAt(other, 0.99) ?? Number.NaN, 9);
        const [{ seconds, least, most, looks: seen } = { seconds: 0, least: 0, most: 0, looks: 0 }] =
          one.quantiles ?? [];
        expect(seen).toBe(3);
        expect(seconds).toBeGreaterThanOrEqual(least - 1e-9);
        expect(seconds).toBeLessThanOrEqual(most + 1e-9);
      }),
    );
  });
});
