import { describe, expect } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import { watchedOf } from '../../../src/analysis/signals/of-target.ts';
import { fakePod, setContainer } from '../../unit/metrics/fake-kube.ts';
import { type Bench, benchStage, sampleOf } from './bench.ts';
import type { World } from './world.ts';

/** What every metric source must do, told as stories on a workload with two pods per track. */
export function metricSourceStories(name: string, open: (worlds: readonly World[]) => Promise<Bench>): void {
  describe(name, () => {
    const stage = benchStage(open);
    const { tell } = stage;

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

    tell('takes quantiles that are ready where there are no buckets', async (world, look) => {
      const [one, other] = world.candidate;
      for (const pod of [...world.candidate, ...world.stable]) pod.summary = { '0.5': 0.05, '0.99': 0.2 };
      one.summary = { '0.5': Number.NaN, '0.99': 0.6 };
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(5);
      await look();
      one.serve(30);
      other.serve(90);
      for (const pod of world.stable) pod.serve(50);
      const { candidate, stable } = sampleOf(await look());
      expect(candidate.buckets).toEqual([]);
      expect(candidate.quantiles).toEqual([
        { q: 0.5, seconds: 0.05, least: 0.05, most: 0.05, looks: 1 },
        { q: 0.99, seconds: expect.closeTo(0.3, 9), least: 0.2, most: 0.6, looks: 1 },
      ]);
      expect(stable?.quantiles).toContainEqual({
        q: 0.99,
        seconds: expect.closeTo(0.2, 9),
        least: 0.2,
        most: 0.2,
        looks: 1,
      });
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
      await stage.bench.settle(world);
      const mend = stage.bench.cut(world);
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
      expect((await look()).kind).toBe(stage.bench.garbage);
    });

    tell('feeds a judge that sees a bad version', async (world, look) => {
      for (const pod of [...world.candidate, ...world.stable]) pod.serve(10);
      await look();
      world.candidate[0].serve(190);
      world.candidate[1].serve(10, 500);
      world.stable[0].serve(1800);
      const latest = await look();
      const { answers } = stage.bench.source(world);
      const verdict = judge(watchedOf(world.plan.target, answers), [], latest);
      expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'errors', candidate: 0.05, stable: 0 } });
    });
  });
}
