import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Measured, Release } from '../../../src/domain/release.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import type { Measurement, Sample, Verdict } from '../../../src/domain/verdict.ts';
import { takeMeasurement } from '../../../src/engine/measure.ts';
import type { MetricSource } from '../../../src/providers/metrics/metric-source.ts';
import type { LastMeasurement } from '../../../src/store/release-store.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { figures } from '../../support/figures.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { draw, generator } from '../analysis/make.ts';

const secondMs = 1000;
/** Half an hour in one stage, looked at every two seconds. */
const longBake: Strategy = { kind: 'canary', steps: [{ percent: 10, bakeMs: 1800 * secondMs }] };

async function firstEvents() {
  const world = await createEngineWorld({ strategy: longBake });
  return (await world.events()).slice(0, 1);
}

async function begun(): Promise<Release> {
  return foldLog(await firstEvents());
}

function sourceOf(measurement: Measurement): MetricSource {
  return {
    answers: ['requests', 'durations'],
    look: async () => ({ wrong: null, notWatched: [], counts: null }),
    check: async () => null,
    measure: async () => ({ measurement, checkpoint: null }),
    count: async () => ({ counted: { kind: 'failed', detail: 'nothing is compared' }, checkpoint: null }),
  };
}

function sample(at: number, errors = 0, stable: Sample['stable'] = figures(400, 1)): Measurement {
  return { kind: 'sample', sample: { from: at - 2 * secondMs, to: at, candidate: figures(100, errors), stable } };
}

const nothing: LastMeasurement = { checkpoint: null, latest: null };

/** Looks one after the other, as a worker does; gives what was written and what is kept beside the log. */
async function looks(
  release: Release,
  measurements: Measurement[],
): Promise<{ entries: Measured[]; lastMeasurement: LastMeasurement; verdicts: (Verdict | null)[] }> {
  const verdicts: (Verdict | null)[] = [];
  let lastMeasurement = nothing;
  let logged = release;
  const entries: Measured[] = [];
  for (const [index, measurement] of measurements.entries()) {
    const at = release.requestedAt + index * 2 * secondMs;
    const looked = await takeMeasurement(sourceOf(measurement), logged, lastMeasurement, () => at);
    lastMeasurement = looked.lastMeasurement;
    entries.push(...looked.entries);
    verdicts.push((lastMeasurement.latest ?? entries.at(-1))?.verdict ?? null);
    logged = { ...logged, verdict: entries.at(-1)?.verdict ?? null, measured: entries, window: entries };
  }
  return { entries, lastMeasurement, verdicts };
}

/** A version that fails 4 % of the few requests that it gets, and the first estimate of what it takes to tell. */
function worse(random: () => number, at: number): Measurement {
  const requests = draw(random, 8, 0.5);
  const candidate = figures(requests, draw(random, requests, 0.04));
  return { kind: 'sample', sample: { from: at - 2 * secondMs, to: at, candidate, stable: figures(400, 0) } };
}

describe('what it still takes to tell', () => {
  it('never grows while the traffic stays as it is, however the errors fall', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = generator(seed);
      const release = await begun();
      const plan = {
        ...release.plan,
        target: exampleTarget({ analysis: { ...release.plan.target.analysis, minRequests: 10 } }),
      };
      const measurements = Array.from({ length: 60 }, (_, index) => worse(random, release.requestedAt + index));
      const { verdicts } = await looks({ ...release, plan }, measurements);
      const left = verdicts.map((each) =>
        each?.kind === 'inconclusive' && each.attainable ? each.wanted - each.seen : null,
      );
      const pairs = left.flatMap((now, index) => {
        const before = left[index - 1];
        return now === null || before === null || before === undefined ? [] : [[before, now] as const];
      });
      expect(pairs.length).toBeGreaterThan(5);
      for (const [before, now] of pairs) {
        expect(now).toBeLessThanOrEqual(before);
        expect(now).toBeGreaterThan(0);
      }
    }
  });
});

describe('looks between two entries of the log', () => {
  it('are merged while they say the same, and written now and then', async () => {
    const release = await begun();
    const steady = Array.from({ length: 100 }, (_, index) => sample(release.requestedAt + index * 2 * secondMs));
    const { entries, lastMeasurement } = await looks(release, steady);
    expect(entries.length).toBeLessThan(10);
    const seen = [...entries, ...(lastMeasurement.latest ? [lastMeasurement.latest] : [])];
    const requests = seen.reduce((sum, { sample: each }) => sum + (each?.candidate.requests ?? 0), 0);
    expect(requests).toBe(100 * 100);
  });

  it('lose nothing and add nothing, whatever is merged', async () => {
    const release = await begun();
    const mixed = Array.from({ length: 40 }, (_, index): Measurement => {
      const at = release.requestedAt + index * 2 * secondMs;
      if (index % 7 === 3) return { kind: 'no-data', detail: 'none' };
      return sample(at, 0, index % 11 < 6 ? figures(400, 1) : null);
    });
    const { entries, lastMeasurement } = await looks(release, mixed);
    const seen = [...entries, ...(lastMeasurement.latest ? [lastMeasurement.latest] : [])].flatMap(
      ({ sample: each }) => each ?? [],
    );
    const given = mixed.flatMap((each) => (each.kind === 'sample' ? [each.sample] : []));
    const total = (of: Sample[]) => of.reduce((sum, { candidate }) => sum + candidate.requests, 0);
    expect(total(seen)).toBe(total(given));
    expect(seen.map(({ from }) => from)).toEqual(seen.map(({ from }) => from).sort((a, b) => a - b));
  });

  it('are written at once when the verdict changes, what came before first', async () => {
    const release = await begun();
    const at = (index: number) => release.requestedAt + index * 2 * secondMs;
    const blind: Measurement = { kind: 'failed', detail: 'down' };
    const { entries } = await looks(release, [sample(at(0)), sample(at(1)), sample(at(2)), blind]);
    expect(entries.map(({ verdict }) => verdict.kind)).toEqual(['healthy', 'healthy', 'inconclusive']);
    expect(entries[1]?.sample?.candidate.requests).toBe(200);
  });

  it('are judged together: what one alone does not show, two do', async () => {
    const release = await begun();
    const at = (index: number) => release.requestedAt + index * 2 * secondMs;
    const { entries } = await looks(release, [sample(at(0)), sample(at(1), 30)]);
    expect(entries.at(-1)?.verdict.kind).toBe('unhealthy');
  });
});

describe('a long watch', () => {
  it('fills its log by what happens, not by how often it is looked at', async () => {
    const world = await createEngineWorld({ strategy: longBake });
    const release = await world.run();
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    const measured = (await world.events()).filter(({ type }) => type === 'measured');
    expect(measured.length).toBeGreaterThan(50);
    expect(measured.length).toBeLessThan(80);
  });
});

describe('figures that turn out to be none', () => {
  const void_: Measurement = { kind: 'no-data', detail: 'several processes answer', voids: true };
  const wentBack: Measurement = { kind: 'no-data', detail: 'the counters went back' };
  const failing = (at: number) => sample(at, 50);

  it('send nothing back, though they looked bad enough before the source said so', async () => {
    const { verdicts } = await looks(await begun(), [failing(2000), void_]);
    expect(verdicts.map((verdict) => verdict?.kind)).toEqual(['unhealthy', 'inconclusive']);
  });

  it('are void in the log from then on, for judge and report alike', async () => {
    const release = await begun();
    const { entries, lastMeasurement } = await looks(release, [failing(2000), wentBack, void_]);
    const folded = foldLog([...(await firstEvents()), ...entries], lastMeasurement.latest);
    expect(folded.window).toEqual([]);
    expect(folded.measured.map(({ sample: one }) => one)).toEqual(folded.measured.map(() => null));
    expect(entries.at(-1)).toMatchObject({ voids: true, sample: null });
  });

  it('do not fill the log with the news', async () => {
    const release = await begun();
    const { entries } = await looks(release, [sample(2000), void_]);
    const folded = foldLog([...(await firstEvents()), ...entries]);
    const last: LastMeasurement = { checkpoint: null, latest: null };
    const again = await takeMeasurement(sourceOf(void_), folded, last, () => release.requestedAt + 5 * secondMs);
    expect(again.entries).toEqual([]);
  });
});
