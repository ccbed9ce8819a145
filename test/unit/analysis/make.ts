import * as analysis from '../../../src/analysis/index.ts';
import type { SignalName } from '../../../src/analysis/signals/index.ts';
import { signalsOf } from '../../../src/analysis/signals/of-target.ts';
import type { AnalysisSettings } from '../../../src/domain/target.ts';
import type { Bucket, Figures, Measurement, Sample, Stretch, Verdict } from '../../../src/domain/verdict.ts';

export const settings: AnalysisSettings = {
  judge: 'baseline',
  intervalMs: 5000,
  minRequests: 100,
  maxErrorRatio: 0.01,
  maxLatencyFactor: 2,
  patienceMs: 60_000,
};

/** The verdict on the named signals, by settings that say one judge and the limits of all. */
export function judge(
  said: AnalysisSettings,
  window: readonly { sample: Sample | null }[],
  latest: Measurement,
  names: readonly SignalName[],
  recent: readonly Stretch[] = [],
): Verdict {
  const all = signalsOf({ analysis: said, metrics: { kind: 'scrape' } });
  const signals = all.filter(({ name }) => names.includes(name));
  return analysis.judge({ signals, minRequests: said.minRequests }, window, latest, recent);
}

/** Figures with all requests at `seconds`, but for `slow` of them, which took 3 s. */
export function figures(requests: number, errors = 0, slow = 0, seconds = 0.08): Figures {
  return { pods: 2, requests, errors, buckets: requests > 0 ? bucketsOf(requests, slow, seconds) : [] };
}

export const bounds = [0.05, 0.1, 0.25, 0.5, 1, 5];

function bucketsOf(requests: number, slow: number, seconds: number): Bucket[] {
  const finite = bounds.map((le) => ({
    le,
    count: (seconds <= le ? requests - slow : 0) + (3 <= le ? slow : 0),
  }));
  return [...finite, { le: null, count: requests }];
}

export function sample(candidate: Figures, stable: Figures | null = null, from = 0): Sample {
  return { from, to: from + 5000, candidate, stable };
}

export function measured(candidate: Figures, stable: Figures | null = null): Measurement {
  return { kind: 'sample', sample: sample(candidate, stable) };
}

/** The signals that every target has. */
export const both = ['errors', 'p99'] as const;

/** What the window remembers of one look. */
export const entry = (...figuresOf: Parameters<typeof sample>) => ({ sample: sample(...figuresOf) });

/** What a verdict says of one metric; throws where it says nothing. */
export function finding(verdict: Verdict, metric: SignalName) {
  const found = verdict.findings.find((one) => one.metric === metric);
  if (!found) throw new Error(`no finding on ${metric}`);
  return found;
}

/** A seeded generator of numbers 0 to 1 (mulberry32), so that simulations are the same everywhere. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function draw(random: () => number, trials: number, p: number): number {
  let hits = 0;
  for (let trial = 0; trial < trials; trial++) if (random() < p) hits += 1;
  return hits;
}
