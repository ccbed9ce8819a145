import { afterAll, beforeAll, it } from 'vitest';
import type { Compared } from '../../../src/domain/flag-compared.ts';
import type { Goal } from '../../../src/domain/goal.ts';
import type { Measurement, Sample } from '../../../src/domain/verdict.ts';
import type { GoalCount } from '../../../src/providers/metrics/goal-count.ts';
import type { Checkpoint, MetricSource } from '../../../src/providers/metrics/metric-source.ts';
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

const histories = [
  'the first look only primes',
  'counts what both tracks served between two looks',
  'counts failures by status code',
  'measures latency by bucket',
  'takes quantiles that are ready where there are no buckets',
  'survives a process that starts again',
  'says no data while the new version has no pods',
  'counts a pod that is new since the last look from its beginning',
  'says that the source is down, and catches up afterwards',
  'never takes garbage for figures',
  'feeds a judge that sees a bad version',
  'counts what both versions came to of a goal',
  'says so where a version does not show what is to be counted',
  'counts no visit without what came of it',
  'counts what came of a goal with a flag on, and with it off',
  'takes the first success of a side for one of all its visits',
] as const;
type Story = (typeof histories)[number];

export interface BenchStage {
  /** There while the stories are told. */
  readonly bench: Bench;
  /** Tells a story in a world of its own; each `look`, or `count`, goes on from what the one before has left. */
  tell(
    story: Story,
    run: (
      world: World,
      look: () => Promise<Measurement>,
      count: (compared?: Compared) => Promise<GoalCount>,
    ) => Promise<void>,
  ): void;
}

/** Opens a world for each story and the bench before the tests around the call, and closes all of them afterwards. */
export function benchStage(open: (worlds: readonly World[]) => Promise<Bench>): BenchStage {
  const worlds = new Map<Story, World>();
  let bench: Bench;
  beforeAll(async () => {
    for (const [at, story] of histories.entries()) worlds.set(story, await openWorld(`checkout${at}`));
    bench = await open([...worlds.values()]);
  });
  afterAll(async () => {
    await bench?.close();
    await Promise.all([...worlds.values()].map(closeWorld));
  });

  return {
    get bench() {
      return bench;
    },
    tell(story, run) {
      it.concurrent(story, async () => {
        const world = worlds.get(story);
        if (!world) throw new Error(`no world for ${story}`);
        let checkpoint: Checkpoint = null;
        const source = bench.source(world);
        const look = async () => {
          await bench.settle(world);
          const result = await source.measure(world.plan, checkpoint);
          checkpoint = JSON.parse(JSON.stringify(result.checkpoint));
          return result.measurement;
        };
        const count = async (compared: Compared | null = null) => {
          await bench.settle(world);
          const result = await source.count(world.plan, orders, checkpoint, compared);
          checkpoint = JSON.parse(JSON.stringify(result.checkpoint));
          return result.counted;
        };
        await run(world, look, count);
      });
    },
  };
}

/** What the shop of these worlds is after. */
const orders: Goal = { name: 'orders', successes: { metric: 'shop_orders_total', where: {} }, visits: null };

/** The sample of a measurement; throws where it is none. */
export function sampleOf(measurement: Measurement): Sample {
  if (measurement.kind !== 'sample') throw new Error(`${measurement.kind}: ${measurement.detail}`);
  return measurement.sample;
}
