import type { WorldRouting } from '../../sandbox/workloads/world.ts';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import { watchCapacity } from './capacity-watch.ts';
import { image } from './engine-objects.ts';
import { badSample, createEngineWorld, type EngineWorldOptions, healthySample, visible } from './engine-world.ts';
import type { Played } from './every-strategy.ts';

type Without<T> = T extends unknown ? Omit<T, 'at'> : never;
/** What somebody says, or decides, at the world's time. */
export type Said = Without<ReleaseEvent>;

export type World = Awaited<ReturnType<typeof createEngineWorld>>;

export interface Playing {
  world: World;
  /** What a user saw of the cluster before. */
  before: unknown;
  /** What the test makes of the new version from now on. */
  version: { bad: boolean; stuck: boolean };
  /** What of the cluster's changes gave traffic to pods that could not bear it. */
  overloads(): string[];
  /** Does something in the very moment in which the step of this index has begun, before it is tried. */
  atStep(index: number, deed: () => unknown): void;
  /** Turns until that step has begun. Throws where it never comes to that. */
  reach(index: number): Promise<void>;
  /** As a person, or another release, decides. */
  says(said: Said): Promise<void>;
}

const pods = 4;

/** What is taken down first answers nobody for a while, as a worker does that takes jobs from a queue. */
function routingOf({ kind }: Played['strategy'], router: Played['router']): WorldRouting['kind'] {
  if (kind === 'recreate') return 'queue';
  return router === 'istio' ? 'istio' : 'service';
}

/** A release of a strategy, in a world whose new version turns bad, or gets no pods any more, when the test says so. */
export async function play(
  { strategy, router = 'istio', kind, marked }: Played,
  more: Partial<EngineWorldOptions> = {},
): Promise<Playing> {
  const version = { bad: false, stuck: false };
  const world = await createEngineWorld({
    strategy,
    router,
    replicas: pods,
    ...(kind && { kind }),
    behave: (workload) =>
      version.stuck && JSON.stringify(workload['spec']).includes(image('2.4.1')) ? 'stuck' : 'ready',
    sample: (look, at, share) =>
      (version.bad ? badSample : healthySample)(look, at, share === 0 ? (marked ?? 0) : share),
    ...more,
  });
  const routing = routingOf(strategy, router);
  const overloads = watchCapacity(world.kube, { name: 'checkout', full: pods, routing });
  const before = visible(world.kube);
  return {
    world,
    before,
    version,
    overloads,
    atStep,
    async reach(index) {
      let reached = false;
      atStep(index, () => {
        reached = true;
      });
      while (!reached) if ((await world.turn()).kind === 'ended') throw new Error(`no step ${index}`);
    },
    async says(said) {
      const { version: at } = await world.release();
      await world.store.append('r1', at, [{ ...said, at: world.clock.now() } as ReleaseEvent]);
    },
  };

  function atStep(index: number, deed: () => unknown): void {
    const append = world.store.append.bind(world.store);
    world.store.append = async (id, at, events, lease) => {
      const saved = await append(id, at, events, lease);
      if (!events.some((event) => event.type === 'step.started' && event.index === index)) return saved;
      world.store.append = append;
      await deed();
      return saved;
    };
  }
}
