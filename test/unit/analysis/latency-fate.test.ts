import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../sandbox/workloads/prng.ts';
import { remember } from '../../../src/analysis/index.ts';
import { mergeSamples } from '../../../src/analysis/samples.ts';
import type { Figures, Finding, Sample, Stretch } from '../../../src/domain/verdict.ts';
import { judge, settings } from './make.ts';

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Latencies of a build: a log-normal around `median`, and `slow` times as long for a `share` of the requests. */
interface Build {
  median: number;
  slow: number;
  share: number;
}
/** Its p99 reads as 222 ms: between the bounds 100 and 250 ms. */
const stable: Build = { median: 0.045, slow: 1, share: 0 };

function served(random: Random, requests: number, { median, slow, share }: Build): Figures {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (let one = 0; one < requests; one += 1) {
    const seconds = random.logNormal(median, 0.5) * (random.next() < share ? slow : 1);
    const at = bounds.findIndex((bound) => seconds <= bound);
    const bucket = at < 0 ? bounds.length : at;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  let total = 0;
  const buckets = counts.map((count, at) => {
    total += count;
    return { le: bounds[at] ?? null, count: total };
  });
  return { pods: 2, requests, errors: 0, buckets };
}

type Fate = 'shipped' | 'did not ship';

/** A canary of 10, 25 and 50 % of 200 requests a second, each watched for two minutes and held for two more at most. */
function fateOf(seed: number, build: Build): { fate: Fate; healthyOverLimit: Finding[] } {
  const random = createRandom(seed);
  const healthyOverLimit: Finding[] = [];
  for (const percent of [10, 25, 50]) {
    let whole: Sample | null = null;
    let recent: readonly Stretch[] = [];
    let healthy = false;
    for (let look = 0; look < 24 && !(healthy && look >= 12); look += 1) {
      const candidate = served(random, 20 * percent, build);
      const newest: Sample = {
        from: look,
        to: look + 1,
        candidate,
        stable: served(random, 20 * (100 - percent), stable),
      };
      recent = remember(recent, newest);
      const window = whole ? [{ sample: whole }] : [];
      const verdict = judge(settings, window, { kind: 'sample', sample: newest }, ['errors', 'p99'], recent);
      if (verdict.kind === 'unhealthy') return { fate: 'did not ship', healthyOverLimit };
      healthy = verdict.kind === 'healthy';
      if (healthy)
        healthyOverLimit.push(...verdict.findings.filter((each) => (each.candidate ?? 0) > (each.limit ?? 1e9)));
      whole = whole ? mergeSamples(whole, newest) : newest;
    }
    if (!healthy) return { fate: 'did not ship', healthyOverLimit };
  }
  return { fate: 'shipped', healthyOverLimit };
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);

describe.each<[string, Build, Fate]>([
  ['as fast as stable', stable, 'shipped'],
  ['1.5 times as slow', { ...stable, median: 1.5 * 0.045 }, 'shipped'],
  ['1.9 times as slow', { ...stable, median: 1.9 * 0.045 }, 'shipped'],
  ['2.4 times as slow, within the next bucket', { ...stable, median: 2.4 * 0.045 }, 'shipped'],
  ['3.5 times as slow, which is just at the limit', { ...stable, median: 3.5 * 0.045 }, 'did not ship'],
  [
    'one in twenty 8 times as slow: its p99 reads as 2.4 to 3.5 times',
    { ...stable, slow: 8, share: 0.05 },
    'did not ship',
  ],
  ['one in thirty 10 times as slow', { ...stable, slow: 10, share: 0.033 }, 'did not ship'],
])('a build that is %s', (_name, build, expected) => {
  it(`has one fate in 20 of 20 runs (${expected}), and is not called healthy over its limit`, {
    timeout: 120_000,
  }, () => {
    const runs = seeds.map((seed) => fateOf(seed, build));
    expect(runs.map(({ fate }) => fate)).toEqual(seeds.map(() => expected));
    expect(runs.flatMap(({ healthyOverLimit }) => healthyOverLimit)).toEqual([]);
  });
});
