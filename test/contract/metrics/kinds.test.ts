import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measurementSchema } from '../../../src/domain/verdict.ts';
import { mustChoose } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import type { Checkpoint, MetricSource } from '../../../src/providers/metrics/metric-source.ts';
import { configs } from './configs.ts';
import { fakePrometheus } from './fake-prometheus.ts';
import { closeWorld, openWorld, sourceOf, type World } from './world.ts';

/** What holds for every kind of source, also for one that has no figures. */
describe.each(Object.values(configs))('the metric source $kind', (config) => {
  let world: World;
  let source: MetricSource;
  let close: () => Promise<void>;

  beforeEach(async () => {
    world = await openWorld('checkout');
    const server = await fakePrometheus([world]);
    close = () => server.close();
    source = sourceOf(world, config.kind === 'prometheus' ? { ...config, url: server.url } : config, {});
  });
  afterEach(async () => {
    await close();
    await closeWorld(world);
  });

  /** The measurement, which a log can keep, and what is to be remembered, as a store gives it back. */
  async function look(checkpoint: unknown) {
    const taken = await source.measure(world.plan, checkpoint as Checkpoint);
    expect(measurementSchema.parse(taken.measurement)).toEqual(taken.measurement);
    return { ...taken, checkpoint: JSON.parse(JSON.stringify(taken.checkpoint)) as unknown };
  }

  it('answers what its kind says that it does under these settings, and nothing else', () => {
    const { kind, config: settings } = mustChoose(families.metrics, config);
    expect(source.answers).toEqual(kind.answers(settings));
  });

  it('gives samples whose time does not run back, with the pods of each track', async () => {
    for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
    const first = await look(null);
    const { measurement } = await look(first.checkpoint);
    if (measurement.kind !== 'sample') throw new Error(`${measurement.kind}: ${measurement.detail}`);
    const { from, to, candidate, stable } = measurement.sample;
    expect(from).toBeLessThanOrEqual(to);
    expect([candidate.pods, stable?.pods]).toEqual([2, 2]);
  });

  it('says so in words where the cluster does not answer, and goes on from where it was', async () => {
    for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
    const first = await look(null);
    world.cluster.broken = new Error('timeout after 5 s');
    const down = await look(first.checkpoint);
    expect(down.measurement).toMatchObject({ kind: 'failed', detail: expect.stringContaining('timeout after 5 s') });
    world.cluster.broken = null;
    expect((await look(down.checkpoint)).measurement.kind).toBe('sample');
  });

  it.each([
    ['of another version', { format: 99, at: 'noon' }],
    ['that is none', 'x'],
    ['that is empty', {}],
  ])('goes on after a checkpoint %s', async (_what, checkpoint) => {
    for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
    const after = await look(checkpoint);
    expect((await look(after.checkpoint)).measurement.kind).toBe('sample');
  });

  it('finds nothing wrong with a workload that is well', async () => {
    for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
    expect(await source.check(world.plan.target)).toBeNull();
  });
});
