import { behaviourOf, type Character, type ShareOf } from './characters.ts';
import { createPodMetrics, type PodMetrics } from './metrics.ts';
import type { PageName } from './pages/index.ts';
import type { Random } from './prng.ts';

export interface Reply {
  code: 200 | 500;
  /** How long the answer takes. */
  seconds: number;
}

/** One run of one container: from its start until it ends or crashes. A restart is a new one. */
export interface Container {
  readonly startedAt: number;
  readonly metrics: PodMetrics;
  /** Answers one request and counts it. */
  serve(method: string): Reply;
}

export interface ContainerDeps {
  version: string;
  latency: { median: number; spread: number };
  /** Ratio (0 to 1) of requests that fail with any version. */
  errors: number;
  character: () => Character;
  /** How much of its users gets what is behind a flag; nobody does where it is not said. */
  shareOf?: ShareOf;
  /** The flag whose feature it counts by the label `feature`; absent where it tells none apart. */
  feature?: string | undefined;
  /** Ratio (0 to 1) of the requests that end in an order, unless its character sells otherwise; absent where it counts none. */
  orders?: number | undefined;
  /** What its page of metrics is like; the usual one where it is not said. */
  page?: PageName;
  random: Random;
  now: () => number;
}

function ordersOf(character: Character, usual: number, shareOf: ShareOf): number {
  if (typeof character !== 'object' || !('sells' in character)) return usual;
  return character.feature === undefined || shareOf(character.feature) === 1 ? character.sells : usual;
}

/** Starts a container: its counters are zero, its age is nothing. */
export function startContainer(deps: ContainerDeps): Container {
  const startedAt = deps.now();
  const metrics = createPodMetrics({
    version: deps.version,
    startedAt,
    page: deps.page ?? 'usual',
    countsOrders: deps.orders !== undefined,
    byFeature: deps.feature !== undefined,
    now: deps.now,
  });
  return {
    startedAt,
    metrics,
    serve(method) {
      const { random, feature } = deps;
      const isNew = feature !== undefined && random.next() < (deps.shareOf?.(feature) ?? 0);
      const shareOf: ShareOf = (flag) => (flag === feature ? Number(isNew) : (deps.shareOf?.(flag) ?? 0));
      const behaviour = behaviourOf(deps.character(), deps.now() - startedAt, shareOf);
      const factor = random.next() < behaviour.slowShare ? behaviour.slow : 1;
      const seconds = random.logNormal(deps.latency.median, deps.latency.spread) * factor;
      const failed = random.next() < 1 - (1 - deps.errors) * (1 - behaviour.errors);
      const code = failed ? 500 : 200;
      const served = feature === undefined ? undefined : isNew ? 'new' : 'old';
      metrics.observe(method, code, seconds, served);
      const { orders } = deps;
      if (orders !== undefined && random.next() < ordersOf(deps.character(), orders, shareOf)) metrics.order(served);
      return { code, seconds };
    },
  };
}
