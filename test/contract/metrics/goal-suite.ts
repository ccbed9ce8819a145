import { describe, expect } from 'vitest';
import type { Compared } from '../../../src/domain/flag-compared.ts';
import { type Bench, benchStage } from './bench.ts';
import type { World } from './world.ts';

const newPricing: Compared = { flag: 'new-pricing', label: 'feature', on: ['new'], off: ['old'], percent: 50 };

/** What every metric source must do for a goal that an A/B test compares. */
export function goalStories(name: string, open: (worlds: readonly World[]) => Promise<Bench>): void {
  describe(`a goal, by ${name}`, () => {
    const stage = benchStage(open);
    const { tell } = stage;
    const pods = ({ candidate, stable }: World) => [...candidate, ...stable];

    tell('counts what both versions came to of a goal', async (world, _look, count) => {
      for (const pod of pods(world)) {
        pod.serve(1000);
        pod.sell(100);
      }
      expect(await count()).toEqual({ kind: 'no-data', detail: 'first look' });
      world.candidate[0].serve(40);
      world.candidate[1].serve(10, 500);
      world.candidate[1].sell(4);
      world.stable[0].serve(400);
      world.stable[0].sell(30);
      world.stable[1].sell(2);
      const piece = { a: { visits: 400, successes: 32 }, b: { visits: 50, successes: 4 } };
      expect(await count()).toEqual({ kind: 'counted', piece });
      const nothing = { visits: 0, successes: 0 };
      expect(await count()).toEqual({ kind: 'counted', piece: { a: nothing, b: nothing } });
    });

    tell('says so where a version does not show what is to be counted', async (world, _look, count) => {
      for (const pod of pods(world)) pod.serve(10);
      for (const pod of world.stable) pod.sell(1);
      await count();
      for (const pod of pods(world)) pod.serve(10);
      expect(await count()).toEqual({
        kind: 'no-data',
        detail: 'no pod of the new version shows shop_orders_total',
      });
    });

    tell('counts no visit without what came of it', async (world, _look, count) => {
      for (const pod of pods(world)) {
        pod.serve(10);
        pod.sell(1);
      }
      await count();
      for (const pod of pods(world)) pod.serve(20);
      await stage.bench.settle(world);
      const mend = stage.bench.cut(world);
      expect((await count()).kind).toBe('failed');
      mend();
      for (const pod of pods(world)) pod.sell(3);
      expect(await count()).toEqual({
        kind: 'counted',
        piece: { a: { visits: 40, successes: 6 }, b: { visits: 40, successes: 6 } },
      });
    });

    tell('counts what came of a goal with a flag on, and with it off', async ({ candidate }, _look, count) => {
      const [one, other] = candidate;
      for (const pod of candidate) for (const way of ['new', 'old', 'beta']) pod.serveBy(way, 1000, 100);
      expect(await count(newPricing)).toEqual({ kind: 'no-data', detail: 'first look' });
      one.serveBy('new', 40, 8);
      other.serveBy('new', 10, 0);
      other.serveBy('old', 60, 3);
      one.serveBy('beta', 500, 50);
      const piece = { a: { visits: 60, successes: 3 }, b: { visits: 50, successes: 8 } };
      expect(await count(newPricing)).toEqual({ kind: 'counted', piece });
    });

    tell('takes the first success of a side for one of all its visits', async ({ candidate }, _look, count) => {
      const [one, other] = candidate;
      for (const pod of candidate) {
        pod.serveBy('new', 10, 0);
        pod.serveBy('old', 10, 1);
      }
      expect(await count(newPricing)).toMatchObject({ kind: 'no-data' });
      one.serveBy('new', 30, 0);
      one.serveBy('old', 30, 2);
      expect(await count(newPricing)).toEqual({
        kind: 'no-data',
        detail:
          'no series of shop_orders_total has the label feature with "new", which tells requests with new-pricing on',
      });
      other.serveBy('new', 20, 1);
      const piece = { a: { visits: 30, successes: 2 }, b: { visits: 50, successes: 1 } };
      expect(await count(newPricing)).toEqual({ kind: 'counted', piece });
    });
  });
}
