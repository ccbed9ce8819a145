import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import type { Measurement, Sample } from '../../../src/domain/verdict.ts';
import type { Memo, MetricSource } from '../../../src/providers/metrics/metric-source.ts';
import { fakePod, setContainer } from '../../unit/metrics/fake-kube.ts';
import { closeWorld, openWorld, type World } from './world.ts';

/** One way of measuring, for all the worlds of the stories at once. */
export interface Bench {
  source(world: World): MetricSource;
  /** Resolves when the source can see what the pods show now. */
  settle(world: World): Promise<void>;
  /** The source itself is out of reach until the returned function is called. */
  cut(world: World): () => void;
  /** What pages that nobody can read come to. */
  garbage: Measurement['kind'];
  close(): Promise<void>;
}

const stories = [
  'the first look only primes',
  'counts what both tracks served between two looks',
  'counts failures by status code',
  'measures latency by bucket',
  'survives a process that starts again',
  'says no data while the new version has no pods',
  'counts a pod that is new since the last look from its beginning',
  'says that the source is down, and catches up afterwards',
  'never takes garbage for figures',
  'feeds a judge that sees a bad version',
] as const;
type Story = (typeof stories)[number];

/** What every metric source must do, told as stories on a workload with two pods per track. */
export function metricSourceStories(name: string, open: (worlds: readonly World[]) => Promise<Bench>): void {
  describe(name, () => {
    const worlds = new Map<Story, World>();
    let bench: Bench;
    beforeAll(async () => {
      for (const [at, story] of stories.entries()) worlds.set(story, await openWorld(`checkout${at}`));
      bench = await open([...worlds.values()]);
    });
    afterAll(async () => {
      await bench?.close();
      await Promise.all([...worlds.values()].map(closeWorld));
    });

    function tell(story: Story, run: (world: World, look: () => Promise<Measurement>) => Promise<void>) {
      it(story, async () => {
        const world = worlds.get(story);
        if (!world) throw new Error(`no world for ${story}`);
        let memo: Memo = null;
        const source = bench.source(world);
        await run(world, async () => {
          await bench.settle(world);
          const result = await source.measure(world.plan, memo);
          memo = JSON.parse(JSON.stringify(result.memo));
          return result.measurement;
        });
      });
    }

    tell('the first look only primes', async (world, look) => {
      world.candidate[0].serve(50);
      expect(await look()).toEqual({ kind: 'no-data', detail: 'first look' });
    });

    tell('counts what both tracks served between two looks', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(1000);
      await look();
      world.candidate[0].serve(30);
      world.candidate[1].serve(10);
      world.stable[0].serve(400);
      const sample = sampleOf(await look());
      expect(sample.candidate).toMatchObject({ pods: 2, requests: 40, errors: 0 });
      expect(sample.stable).toMatchObject({ pods: 2, requests: 400, errors: 0 });
      expect(sample.to).toBeGreaterThanOrEqual(sample.from);
      expect(sampleOf(await look()).candidate.requests).toBe(0);
    });

    tell('counts failures by status code', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(5);
      await look();
      world.candidate[0].serve(7, 503);
      world.candidate[1].serve(2, 500);
      world.candidate[1].serve(20, 404);
      world.stable[1].serve(1, 500);
      const sample = sampleOf(await look());
      expect(sample.candidate).toMatchObject({ requests: 29, errors: 9 });
      expect(sample.stable).toMatchObject({ requests: 1, errors: 1 });
    });

    tell('measures latency by bucket', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(5, 200, 0.9);
      await look();
      world.candidate[0].serve(90, 200, 0.03);
      world.candidate[1].serve(8, 200, 0.3);
      world.candidate[1].serve(2, 200, 4);
      const { buckets } = sampleOf(await look()).candidate;
      expect(buckets).toEqual([
        { le: 0.05, count: 90 },
        { le: 0.1, count: 90 },
        { le: 0.5, count: 98 },
        { le: 1, count: 98 },
        { le: null, count: 100 },
      ]);
    });

    tell('survives a process that starts again', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(500, 500);
      await look();
      world.candidate[0].restart();
      setContainer(world.cluster.pods[2] ?? fakePod('none-x'), { restartCount: 1 });
      world.candidate[0].serve(7);
      world.candidate[1].serve(3);
      expect(sampleOf(await look()).candidate).toMatchObject({ requests: 10, errors: 0 });
    });

    tell('says no data while the new version has no pods', async (world, look) => {
      const all = world.cluster.pods;
      for (const pod of world.candidate) pod.mode = 'off';
      for (const pod of world.stable) pod.serve(5);
      world.cluster.pods = all.slice(0, 2);
      await look();
      expect((await look()).kind).toBe('no-data');
    });

    tell('counts a pod that is new since the last look from its beginning', async (world, look) => {
      const all = world.cluster.pods;
      const late = world.candidate[1];
      late.mode = 'off';
      world.cluster.pods = all.slice(0, 3);
      for (const pod of [...world.stable, world.candidate[0]]) pod.serve(100);
      await look();
      const [, , , fourth] = all;
      if (fourth) fourth.metadata.creationTimestamp = new Date().toISOString();
      world.cluster.pods = all;
      late.mode = 'on';
      late.serve(12);
      expect(sampleOf(await look()).candidate).toMatchObject({ pods: 2, requests: 12 });
    });

    tell('says that the source is down, and catches up afterwards', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
      await look();
      world.candidate[0].serve(3);
      await bench.settle(world);
      const mend = bench.cut(world);
      const down = await look();
      expect(down.kind).toBe('failed');
      expect(down.kind === 'failed' && down.detail).toMatch(/\w+/);
      mend();
      world.candidate[0].serve(4);
      expect(sampleOf(await look()).candidate.requests).toBe(7);
    });

    tell('never takes garbage for figures', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
      await look();
      for (const pod of world.candidate) pod.mode = 'garbage';
      expect((await look()).kind).toBe(bench.garbage);
    });

    tell('feeds a judge that sees a bad version', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
      await look();
      world.candidate[0].serve(190);
      world.candidate[1].serve(10, 500);
      world.stable[0].serve(1800);
      const latest = await look();
      const { measures } = bench.source(world);
      const verdict = judge(world.plan.target.analysis, [], latest, measures);
      expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'errors', candidate: 0.05, stable: 0 } });
    });
  });
}

function sampleOf(measurement: Measurement): Sample {
  if (measurement.kind !== 'sample') throw new Error(`${measurement.kind}: ${measurement.detail}`);
  return measurement.sample;
}
