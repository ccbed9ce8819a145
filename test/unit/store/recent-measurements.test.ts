import { describe, expect, it } from 'vitest';
import { remember } from '../../../src/analysis/index.ts';
import type { Sample, Stretch } from '../../../src/domain/verdict.ts';
import { packRecent, unpackRecent } from '../../../src/store/recent-measurements.ts';
import { lastMeasurementText, readLastMeasurement } from '../../../src/store/redis-log.ts';
import { figures } from '../../support/figures.ts';

function looks(howMany: number): readonly Stretch[] {
  const samples = Array.from(
    { length: howMany },
    (_, at): Sample => ({ from: at, to: at + 1, candidate: figures(100, at % 3), stable: figures(900, 1, 180, 4) }),
  );
  return samples.reduce<readonly Stretch[]>(remember, []);
}

describe('the newest looks beside the log', () => {
  it('come back as they were, builds with other buckets and a stable that is gone as well', () => {
    const odd: Stretch = { looks: 1, sample: { from: 9, to: 10, candidate: figures(5, 0, 90), stable: null } };
    const recent = [...looks(40), odd];
    expect(unpackRecent(JSON.parse(JSON.stringify(packRecent(recent))))).toEqual(recent);
  });

  it('come back with the flag whose requests they tell apart', () => {
    const [first, ...rest] = looks(5);
    const recent = [...(first ? [{ ...first, sample: { ...first.sample, flag: 'new-pricing' } }] : []), ...rest];
    expect(unpackRecent(JSON.parse(JSON.stringify(packRecent(recent))))).toEqual(recent);
    expect(packRecent(looks(5))).not.toHaveProperty('flags');
  });

  it('come back with their ready quantiles, where some have them', () => {
    const quantiles = [{ q: 0.99, seconds: 0.2, least: 0.1, most: 0.3, looks: 1 }];
    const bare = { pods: 1, requests: 9, errors: 0, buckets: [] };
    const sample: Sample = { from: 9, to: 10, candidate: { ...bare, quantiles }, stable: { ...bare, quantiles } };
    const recent = [...looks(5), { looks: 1, sample }, { looks: 1, sample: { ...sample, stable: null } }];
    expect(unpackRecent(JSON.parse(JSON.stringify(packRecent(recent))))).toEqual(recent);
    expect(packRecent(looks(5))).not.toHaveProperty('quantiles');
  });

  it('take little room: an hour of looks every ten seconds', () => {
    expect(JSON.stringify(packRecent(looks(360))).length).toBeLessThan(4000);
  });

  it('are none in a look of an older version, and where they cannot be read', () => {
    expect(readLastMeasurement('{"memo":{"at":1},"latest":null}')).toEqual({
      checkpoint: { at: 1 },
      latest: null,
      recent: [],
    });
    expect(readLastMeasurement('{"memo":null,"latest":null,"recent":{"bounds":1}}').recent).toEqual([]);
    expect(readLastMeasurement('').recent).toEqual([]);
    expect(
      readLastMeasurement(lastMeasurementText({ checkpoint: null, latest: null, recent: looks(5) })).recent,
    ).toEqual(looks(5));
  });
});
