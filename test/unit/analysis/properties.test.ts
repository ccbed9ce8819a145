import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumSamples } from '../../../src/analysis/index.ts';
import type { AnalysisSettings } from '../../../src/domain/target.ts';
import type { Figures, Sample, Verdict } from '../../../src/domain/verdict.ts';
import { draw, figures, generator, judge, measured, sample, settings } from './make.ts';

const both = ['errors', 'p99'] as const;

const anyFigures = fc
  .record({
    requests: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 5_000_000 })),
    failing: fc.double({ min: 0, max: 1, noNaN: true }),
    slow: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ requests, failing, slow }) =>
    figures(requests, Math.floor(requests * failing ** 6), Math.floor(requests * slow ** 6)),
  );
const anySample = fc
  .record({ candidate: anyFigures, stable: fc.option(anyFigures, { nil: null }) })
  .map(({ candidate, stable }) => sample(candidate, stable));
const anySettings = fc.record({
  judge: fc.constantFrom('threshold' as const, 'baseline' as const),
  maxErrorRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  minRequests: fc.integer({ min: 1, max: 2000 }),
  maxLatencyFactor: fc.double({ min: 0.1, max: 10, noNaN: true }),
});

function errorsOf(verdict: Verdict) {
  return verdict.findings.find((finding) => finding.metric === 'errors')?.state;
}

function judgeAll(changed: Partial<AnalysisSettings>, samples: readonly Sample[]): Verdict {
  const [latest, ...window] = samples;
  if (!latest) throw new Error('no sample');
  return judge(
    { ...settings, ...changed },
    window.map((one) => ({ sample: one })),
    { kind: 'sample', sample: latest },
    both,
  );
}

function withErrors(one: Figures, more: number): Figures {
  return { ...one, errors: Math.min(one.requests, one.errors + more) };
}

describe('what must hold for every judge', () => {
  it('more failures never turn bad into good', () => {
    fc.assert(
      fc.property(
        anySettings,
        fc.array(anySample, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 1000 }),
        (changed, samples, more) => {
          const before = errorsOf(judgeAll(changed, samples));
          const worse = samples.map((one) => ({ ...one, candidate: withErrors(one.candidate, more) }));
          if (before === 'bad') expect(errorsOf(judgeAll(changed, worse))).not.toBe('good');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('no figure over its limit is ever called healthy', () => {
    fc.assert(
      fc.property(anySettings, fc.array(anySample, { minLength: 1, maxLength: 5 }), (changed, samples) => {
        const verdict = judgeAll(changed, samples);
        if (verdict.kind !== 'healthy') return;
        for (const { candidate, limit, metric } of verdict.findings) {
          if (limit !== null) expect(candidate ?? 0, metric).toBeLessThanOrEqual(limit * (1 + 1e-9));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('an outage that hits both alike is neither healthy nor held against the candidate', () => {
    const outage = fc.record({
      requests: fc.integer({ min: 200, max: 20_000 }),
      times: fc.integer({ min: 1, max: 20 }),
      failing: fc.double({ min: 0.05, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(outage, fc.integer({ min: 1, max: 5 }), ({ requests, times, failing }, looks) => {
        const errors = Math.ceil(requests * failing);
        const one = sample(figures(requests, errors), figures(times * requests, times * errors));
        const verdict = judgeAll(
          {},
          Array.from({ length: looks }, () => one),
        );
        expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'both-over-limit' });
      }),
    );
  });

  it('nothing it says is not a number, and every chance is one', () => {
    fc.assert(
      fc.property(anySettings, fc.array(anySample, { minLength: 1, maxLength: 5 }), (changed, samples) => {
        const verdict = judgeAll(changed, samples);
        for (const { chance, candidate, stable, limit, requests, stableRequests } of verdict.findings) {
          for (const value of [chance, candidate, stable, limit, requests, stableRequests]) expect(value).not.toBeNaN();
          expect(chance ?? 0).toBeGreaterThanOrEqual(0);
          expect(chance ?? 0).toBeLessThanOrEqual(1);
        }
        if (verdict.kind === 'inconclusive') expect(verdict.wanted).toBeGreaterThan(0);
      }),
    );
  });

  it('the same ratios with more traffic are never less certain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 500 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 2, max: 50 }),
        (n, x, scale) => {
          const errors = Math.min(n, x);
          const one = errorsOf(judgeAll({ judge: 'threshold', minRequests: 1 }, [sample(figures(n, errors))]));
          const many = errorsOf(
            judgeAll({ judge: 'threshold', minRequests: 1 }, [sample(figures(n * scale, errors * scale))]),
          );
          if (one !== 'unsure') expect(many).toBe(one);
        },
      ),
    );
  });

  it('a stretch of samples sums to the same in any cut', () => {
    fc.assert(
      fc.property(fc.array(anySample, { minLength: 2, maxLength: 6 }), (samples) => {
        const whole = sumSamples(samples).candidate;
        const [head, tail] = [sumSamples(samples.slice(0, 1)).candidate, sumSamples(samples.slice(1)).candidate];
        expect(whole.requests).toBe(head.requests + tail.requests);
        expect(whole.errors).toBe(head.errors + tail.errors);
      }),
    );
  });
});

/** A bake of 60 looks at 10 % of 20 requests a second; true where any look rolled it back. */
function rolledBack(random: () => number, kind: AnalysisSettings['judge'], candidate: number, stable: number): boolean {
  const window: { sample: Sample }[] = [];
  for (let look = 0; look < 60; look++) {
    const a = { ...figures(10, draw(random, 10, candidate)), buckets: [] };
    const b = { ...figures(90, draw(random, 90, stable)), buckets: [] };
    const latest = measured(a, b);
    if (judge({ ...settings, judge: kind }, window, latest, ['errors']).kind === 'unhealthy') return true;
    if (latest.kind === 'sample') window.push({ sample: latest.sample });
  }
  return false;
}

function share(seed: number, runs: number, kind: AnalysisSettings['judge'], candidate: number, stable: number): number {
  const random = generator(seed);
  let hits = 0;
  for (let run = 0; run < runs; run++) if (rolledBack(random, kind, candidate, stable)) hits += 1;
  return hits / runs;
}

describe('how often a whole bake is wrong, in 60 looks', () => {
  it('healthy versions are rarely rolled back', () => {
    expect(share(1, 120, 'baseline', 0.005, 0.005)).toBeLessThanOrEqual(0.01);
    expect(share(2, 120, 'threshold', 0.005, 0.005)).toBeLessThanOrEqual(0.01);
  });

  it('a version exactly on the limit is blamed in a few of a hundred bakes at most', () => {
    expect(share(3, 120, 'threshold', 0.01, 0.001)).toBeLessThanOrEqual(0.04);
  });

  it('an outage shared with stable is not held against the candidate', () => {
    expect(share(4, 120, 'baseline', 0.1, 0.1)).toBeLessThanOrEqual(0.025);
    expect(share(5, 50, 'threshold', 0.1, 0.1)).toBe(1);
  });

  it('a version that fails one request in ten does not get through', () => {
    expect(share(6, 100, 'baseline', 0.1, 0.001)).toBe(1);
  });
});
