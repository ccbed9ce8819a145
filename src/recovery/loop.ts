import { canonicalJson } from '../domain/json.ts';
import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { toPayload } from '../messages/blocks/blocks.ts';
import { orphanMessage, strangeOrphanMessage } from '../messages/thread/orphans.ts';
import { unsignedMessage } from '../messages/thread/unsigned.ts';
import { sha256 } from '../platform/digest.ts';
import type { RedisConnection } from '../platform/redis.ts';
import type { SlackPort } from '../platform/slack/port.ts';
import { within } from '../platform/within.ts';
import type { Directory } from '../words/people.ts';
import { lookBack, targetOfTrace } from './restore.ts';
import type { Trace, Unsigned } from './scan.ts';
import { trainIn } from './seen.ts';
import { type SweepDeps, sweepClusters } from './sweep.ts';

export interface RecoveryDeps extends SweepDeps {
  slack: Pick<SlackPort, 'post'>;
  people: Directory;
  redis: RedisConnection;
  /** Whether the key that signs marks outlives Redis. */
  lastingKey: boolean;
  /** Of all keys, with the final colon. */
  prefix: string;
}

/** While one process tells, no other does; one that died in it is replaced after this time. */
const tellingSeconds = 60;
const toldSeconds = 90 * 24 * 3600;
const compareWaitMs = 5000;
/** A Redis that could not be compared with every cluster is compared again soon. */
const halfSeenSeconds = 60;

export interface Recovery {
  /**
   * For `noticeLoss`: a Redis that has never been compared with the clusters is either new or was emptied. Then the
   * clusters are looked at before a number is given out. A cluster that does not answer keeps nobody waiting for long.
   */
  beforeCreate(): Promise<void>;
  /** Resolves when the clusters have been compared since Redis was last connected to, or after a few seconds; at once where it was never started. */
  compared(): Promise<void>;
  /** Compares the clusters with Redis now, whenever Redis has come back, and every so many ms. */
  start(everyMs: number): void;
  close(): void;
}

/** Compares the clusters with Redis. Every process can before it gives out a number; workers do it again and again. */
export function createRecovery(deps: RecoveryDeps): Recovery {
  const stop = new AbortController();
  let again = new AbortController();
  let look: PromiseWithResolvers<void> | null = null;
  const back = () => {
    look = Promise.withResolvers();
    again.abort();
  };
  return {
    beforeCreate: () => comparedOnce(deps),
    compared: () => within(compareWaitMs, look?.promise ?? Promise.resolve(), undefined),
    start(everyMs) {
      look = Promise.withResolvers();
      deps.redis.on('ready', back);
      void loop(everyMs);
    },
    close() {
      deps.redis.off('ready', back);
      stop.abort();
    },
  };

  async function loop(everyMs: number): Promise<void> {
    while (!stop.signal.aborted) {
      again = new AbortController();
      const now = look;
      await round(deps).catch((error: unknown) => deps.log.warn({ err: error }, 'the look for lost releases failed'));
      now?.resolve();
      await deps.clock.sleep(everyMs, AbortSignal.any([stop.signal, again.signal])).catch(() => undefined);
    }
  }
}

async function comparedOnce(deps: RecoveryDeps): Promise<void> {
  const key = comparedKey(deps.prefix);
  if (await deps.redis.exists(key)) return;
  const swept = await within(compareWaitMs, sweepClusters(deps), null);
  await noteCompared(deps, swept?.complete ?? false);
}

async function round(deps: RecoveryDeps): Promise<void> {
  const { orphans, unsigned, complete } = await sweepClusters(deps);
  await noteCompared(deps, complete);
  for (const orphan of orphans) {
    // One that cannot be told now is told at the next measurement, and keeps none of the others waiting.
    await tellOnce(deps, orphan).catch((error: unknown) =>
      deps.log.warn({ release: orphan.release, err: error }, 'an orphan could not be told of; trying again'),
    );
  }
  for (const place of unsigned) {
    await tellUnsigned(deps, place).catch((error: unknown) =>
      deps.log.warn({ namespace: place.namespace, err: error }, 'marks could not be told of; trying again'),
    );
  }
}

const comparedKey = (prefix: string) => `${prefix}compared`;

async function noteCompared(
  { redis, prefix }: Pick<RecoveryDeps, 'redis' | 'prefix'>,
  complete: boolean,
): Promise<void> {
  if (complete) await redis.set(comparedKey(prefix), '1');
  else await redis.set(comparedKey(prefix), '1', 'EX', halfSeenSeconds, 'NX');
}

/** At one measurement; what is more is told at the next. */
const strangersAtOnce = 50;

/** Marks that nobody can trust: one message for all that are new in a namespace. */
async function tellUnsigned(deps: RecoveryDeps, { cluster, namespace, seen }: Unsigned): Promise<void> {
  const { redis, prefix, log, slack } = deps;
  const fresh: { key: string; name: string; release: string }[] = [];
  for (const { name, release } of seen.slice(0, strangersAtOnce)) {
    const key = `${prefix}unsigned:${sha256(canonicalJson([cluster, namespace, name, release]))}`;
    if (await redis.set(key, 'telling', 'EX', tellingSeconds, 'NX')) fresh.push({ key, name, release });
  }
  if (fresh.length === 0) return;
  log.warn({ cluster, namespace, objects: fresh.map(({ name }) => name) }, 'marks that this Sluice has not made');
  const here = deps.targets().filter((each) => each.cluster === cluster && each.namespace === namespace);
  const channel = (targetOfTrace({ cluster, namespace, seen }, here) ?? here[0])?.channel;
  const about = unsignedMessage(namespace, fresh, deps.lastingKey);
  const mark = { release: `${cluster}/${namespace}`, key: 'unsigned' };
  if (channel !== undefined) await slack.post({ channel }, toPayload(about), mark);
  for (const { key } of fresh) await redis.set(key, 'told', 'EX', toldSeconds);
}

async function tellOnce(deps: RecoveryDeps, orphan: Trace): Promise<void> {
  const { redis, prefix, log, slack } = deps;
  const { release, seen } = orphan;
  const key = `${prefix}orphan:${orphan.cluster}/${orphan.namespace}/${release}`;
  if (!(await redis.set(key, 'telling', 'EX', tellingSeconds, 'NX'))) return;
  const objects = seen.map(({ name }) => name);
  const keeper = await keeperOf(deps, release);
  const why = keeper ? 'was handed over' : 'Redis does not know';
  log.error({ release, objects, namespace: orphan.namespace }, `a release that ${why} left this behind`);
  const targets = deps.targets();
  const target: Target | null = targetOfTrace(orphan, targets);
  // Whoever releases to the same namespace knows whose it may be.
  const neighbour = targets.find((each) => each.cluster === orphan.cluster && each.namespace === orphan.namespace);
  const channel = target?.channel ?? neighbour?.channel;
  const about = target
    ? orphanMessage(release, target, objects, deps.people, {
        keeper,
        train: await lostTrain(deps, seen),
        way: await lookBack(deps.clusters, orphan, target),
      })
    : strangeOrphanMessage(release, orphan.namespace, objects);
  if (channel !== undefined) await slack.post({ channel }, toPayload(about), { release, key: 'orphan' });
  await redis.set(key, 'told', 'EX', toldSeconds);
}

/** The number of the train that it was part of, where that is not live either: nobody begins what would have come next. */
async function lostTrain({ store }: RecoveryDeps, seen: Trace['seen']): Promise<number | null> {
  const train = trainIn(seen);
  return train !== null && (await store.fencingToken(`r${train}`)) === null ? train : null;
}

/** Who has taken over the rollback of a release that ended without it; null where nobody has. */
async function keeperOf({ store }: RecoveryDeps, id: string): Promise<Person | null> {
  const loaded = await store.load(id);
  const last = loaded.kind === 'found' ? loaded.events.at(-1) : null;
  return last?.type === 'finished' && last.outcome === 'handed-over' ? last.by : null;
}
