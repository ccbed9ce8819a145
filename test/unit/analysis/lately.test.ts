import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../sandbox/workloads/prng.ts';
import { remember } from '../../../src/analysis/index.ts';
import { lately } from '../../../src/analysis/recent.ts';
import { mergeSamples } from '../../../src/analysis/samples.ts';
import type { Figures, Sample, Stretch, Verdict } from '../../../src/domain/verdict.ts';
import { entry, figures, judge, sample, settings } from './make.ts';

interface Bake {
  random: Random;
  looks: number;
  /** Requests of the candidate in one look; stable has nine times as many. */
  requests: number;
  /** Ratio of the candidate's requests that fail in this look; stable fails one in a thousand. */
  failing: (look: number) => number;
  judge?: 'threshold' | 'baseline';
}

function counted(random: Random, requests: number, ratio: number): Figures {
  const errors = Math.min(requests, random.poisson(requests * ratio));
  return { pods: 2, requests, errors, buckets: [] };
}

/** The look that sends the release back, and what was said; null where none does. */
function rolledBack({ random, looks, requests, failing, judge: kind = 'baseline' }: Bake) {
  let whole: Sample | null = null;
  let recent: readonly Stretch[] = [];
  for (let look = 0; look < looks; look += 1) {
    const newest: Sample = {
      from: look * 10_000,
      to: (look + 1) * 10_000,
      candidate: counted(random, requests, failing(look)),
      stable: counted(random, 9 * requests, 0.001),
    };
    recent = remember(recent, newest);
    const window = whole ? [{ sample: whole }] : [];
    const latest = { kind: 'sample', sample: newest } as const;
    const verdict: Verdict = judge({ ...settings, judge: kind }, window, latest, ['errors'], recent);
    if (verdict.kind === 'unhealthy') return { look, verdict };
    whole = whole ? mergeSamples(whole, newest) : newest;
  }
  return null;
}

/** How many looks it takes after `start` good ones: of nine seeded bakes, the slowest. */
function slowest(kind: 'threshold' | 'baseline', start: number, requests: number, ratio: number): number {
  const failing = (look: number) => (look < start ? 0.001 : ratio);
  const delays = Array.from({ length: 9 }, (_, seed) => {
    const back = rolledBack({ random: createRandom(seed), looks: start + 60, requests, failing, judge: kind });
    return (back?.look ?? Number.POSITIVE_INFINITY) - start + 1;
  });
  return Math.max(...delays);
}

describe.each(['threshold', 'baseline'] as const)('a rise that starts late, by the judge %s', (kind) => {
  it('is seen in the first look at 20 % after ten good minutes', () => {
    expect(slowest(kind, 60, 100, 0.2)).toBe(1);
    expect(slowest(kind, 60, 20, 0.2)).toBeLessThanOrEqual(4);
  });

  it('is seen within a few looks at 5 % after a good hour', () => {
    expect(slowest(kind, 360, 100, 0.05)).toBeLessThanOrEqual(12);
  });
});

describe('the most recent looks', () => {
  it('say in the finding how far back they go', () => {
    const back = rolledBack({
      random: createRandom(1),
      looks: 80,
      requests: 100,
      failing: (at) => (at < 60 ? 0 : 0.2),
    });
    expect(back?.verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'errors', spanMs: 10_000 } });
    expect(back?.verdict.findings).toContainEqual(back?.verdict.kind === 'unhealthy' ? back.verdict.culprit : null);
  });

  it('leave it open in an outage that hits stable at the same time, and go on when it is over', () => {
    const good = Array.from({ length: 40 }, () => sample(figures(100), figures(900)));
    const outage = sample(figures(100, 30), figures(900, 270));
    const recent = [...good, outage].reduce<readonly Stretch[]>(remember, []);
    const window = good.map((each) => ({ sample: each }));
    const verdict = judge(settings, window, { kind: 'sample', sample: outage }, ['errors'], recent);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'both-over-limit' });
    expect(verdict.findings).toMatchObject([{ state: 'shared', candidate: 0.3, stable: 0.3, spanMs: 5000 }]);
    const over = Array.from({ length: 12 }, () => sample(figures(500), figures(4500)));
    const later = over.reduce<readonly Stretch[]>(remember, recent);
    const all = [...window, { sample: outage }, ...over.map((each) => ({ sample: each }))];
    expect(judge(settings, all, { kind: 'sample', sample: sample(figures(500)) }, ['errors'], later).kind).toBe(
      'healthy',
    );
  });

  it('say nothing of a few failures on both tracks that may be chance', () => {
    const good = Array.from({ length: 40 }, () => sample(figures(100), figures(900)));
    const unlucky = sample(figures(100, 2), figures(900, 12));
    const recent = [...good, unlucky].reduce<readonly Stretch[]>(remember, []);
    const window = good.map((each) => ({ sample: each }));
    expect(judge(settings, window, { kind: 'sample', sample: unlucky }, ['errors'], recent).kind).toBe('healthy');
  });

  it('find a p99 that grows late', () => {
    const good = Array.from({ length: 60 }, () => sample(figures(300), figures(2700)));
    const slow = sample(figures(300, 0, 30), figures(2700));
    const recent = [...good, slow].reduce<readonly Stretch[]>(remember, []);
    const latest = { kind: 'sample', sample: slow } as const;
    const verdict = judge(
      settings,
      good.map((each) => ({ sample: each })),
      latest,
      ['errors', 'p99'],
      recent,
    );
    expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'p99', requests: 300 } });
  });

  it('three failures are still the least that count', () => {
    const good = Array.from({ length: 40 }, () => sample(figures(10), figures(90)));
    const two = sample(figures(2, 2), figures(18));
    const recent = [...good, two].reduce<readonly Stretch[]>(remember, []);
    const window = good.map((each) => ({ sample: each }));
    expect(judge(settings, window, { kind: 'sample', sample: two }, ['errors'], recent).kind).not.toBe('unhealthy');
  });

  it('leave open what looks odd lately, as long as it may be chance', () => {
    const good = Array.from({ length: 200 }, () => sample(figures(100), figures(900)));
    const odd = sample(figures(100, 6), figures(900));
    const recent = [...good, odd].reduce<readonly Stretch[]>(remember, []);
    const window = good.map((each) => ({ sample: each }));
    const latest = { kind: 'sample', sample: odd } as const;
    expect(judge(settings, window, latest, ['errors'], recent)).toMatchObject({ kind: 'inconclusive', seen: 20_100 });
    expect(judge(settings, [...window, entry(figures(100, 6), figures(900))], latest, ['errors'], [])).toMatchObject({
      kind: 'healthy',
    });
  });
});

describe('what is remembered of the looks', () => {
  const many = (looks: number) =>
    Array.from({ length: looks }, (_, at) => sample(figures(100), figures(900), at * 5000)).reduce<readonly Stretch[]>(
      remember,
      [],
    );

  it('is the newest by themselves, and ever longer stretches of those before', () => {
    const lengths = many(100).map(({ looks }) => looks);
    expect(lengths.at(-1)).toBe(1);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(lengths.reduce((sum, looks) => sum + looks, 0)).toBe(100);
    expect(many(3600).length).toBeLessThanOrEqual(24);
  });

  it('loses no request', () => {
    expect(many(77).reduce((sum, each) => sum + each.sample.candidate.requests, 0)).toBe(7700);
  });

  it('ends where stretches cannot be added up', () => {
    const gone = [...many(3), { looks: 1, sample: sample(figures(100), null) }];
    const later = Array.from({ length: 8 }, () => sample(figures(100), null)).reduce<readonly Stretch[]>(
      remember,
      gone,
    );
    expect(new Set(later.map(({ sample: each }) => each.stable))).toEqual(new Set([null]));
  });

  it('is never a look that cannot be', () => {
    expect(remember([], sample({ ...figures(10), errors: 11 }))).toEqual([]);
  });

  it.each([
    ['stable always there', Number.POSITIVE_INFINITY],
    ['stable away in every other look', 2],
    ['stable away in every seventh look', 7],
  ])('is judged so that all looks of a bake together have one small chance of a false alarm: %s', (_, every) => {
    let recent: readonly Stretch[] = [];
    let spent = 0;
    for (let look = 1; look <= 2000; look += 1) {
      recent = remember(recent, sample(figures(10), look % every === 0 ? null : figures(90)));
      for (const { level } of lately(recent)) spent += level;
    }
    expect(spent).toBeGreaterThan(0.0005);
    expect(spent).toBeLessThan(0.002);
  });
});

/** Of sixty bakes of sixty looks, those that go back. */
function falseAlarms(kind: 'threshold' | 'baseline', ratio: number): number {
  const bakes = Array.from({ length: 60 }, (_, seed) =>
    rolledBack({ random: createRandom(100 + seed), looks: 60, requests: 100, failing: () => ratio, judge: kind }),
  );
  return bakes.filter((back) => back !== null).length;
}

describe('how often a whole bake is wrong, the most recent looks included', () => {
  it('never at half of the limit, and exactly at the limit no more often than by the whole alone', () => {
    expect(falseAlarms('baseline', 0.005)).toBe(0);
    expect(falseAlarms('threshold', 0.005)).toBe(0);
    expect(falseAlarms('threshold', 0.01)).toBeLessThanOrEqual(1);
    expect(falseAlarms('baseline', 0.01)).toBeLessThanOrEqual(4);
  });
});
