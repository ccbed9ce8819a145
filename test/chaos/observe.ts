import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { ReleaseLog, Sight, Size } from './evidence.ts';
import { entrySchema } from './shapes.ts';
import { chaosWorld } from './world.ts';

const pollMs = 100;

const routesSchema = z.looseObject({
  spec: z.looseObject({
    http: z.array(
      z.looseObject({
        route: z
          .array(z.looseObject({ destination: z.looseObject({ host: z.string() }), weight: z.number().optional() }))
          .default([]),
      }),
    ),
  }),
});
const podSchema = z.looseObject({
  status: z
    .looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).nullish() })
    .optional(),
});
const sizeSchema = z.looseObject({ spec: z.looseObject({ replicas: z.number().default(1) }) });

/** Every state of every place from now on, as the sandbox's own store tells it at the moment of each change. */
export function watchPlaces({ cluster }: Pick<SandboxWorld, 'cluster'>): readonly Sight[] {
  const sights: Sight[] = [];
  const latest = new Map<string, string>();
  const look = (name: string, namespace: string) => {
    const state = sightOf(cluster.objects, name, namespace);
    const text = JSON.stringify(state);
    if (!state || latest.get(state.place) === text) return;
    latest.set(state.place, text);
    sights.push({ ...state, at: Date.now() });
  };
  for (const { name, runs } of chaosWorld.services) for (const place of Object.keys(runs)) look(name, place);
  cluster.objects.on(({ storage, object }) => {
    if (!/deployments|pods|virtualservices/.test(storage)) return;
    look(serviceOf(object), object.metadata.namespace ?? '');
  });
  return sights;
}

function serviceOf({ metadata }: KubeObject): string {
  const { labels = {}, name } = metadata;
  return labels['sluice.dev/workload'] ?? labels['app'] ?? name;
}

type Objects = SandboxWorld['cluster']['objects'];

function sightOf(objects: Objects, name: string, namespace: string): Omit<Sight, 'at'> | null {
  const service = chaosWorld.services.find((each) => each.name === name);
  const full = service?.runs[namespace]?.replicas;
  if (!service || full === undefined) return null;
  const size = (deployment: string, labelSelector: string): Size => {
    const found = objects.get('deployments', deployment, namespace);
    const pods = objects.list('pods', { namespace, labelSelector });
    return { wanted: found ? sizeSchema.parse(found).spec.replicas : 0, ready: pods.filter(isReady).length };
  };
  return {
    place: `${name}@${namespace}`,
    routing: service.routing.kind,
    full,
    percent: percentIn(objects.get('virtualservices', name, namespace)),
    stable: size(name, `app=${name},!sluice.dev/track`),
    candidate: size(`${name}-candidate`, `sluice.dev/workload=${name}`),
  };
}

function isReady(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  const conditions = podSchema.parse(pod).status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function percentIn(object: KubeObject | undefined): number {
  if (!object) return 0;
  const routes = routesSchema.parse(object).spec.http.flatMap(({ route }) => route);
  const own = routes.filter(({ destination }) => destination.host.includes('-candidate'));
  return Math.max(0, ...own.map(({ weight }) => weight ?? 0));
}

export interface LogWatch {
  logs(): readonly ReleaseLog[];
  /** Reads what is new. */
  read(): Promise<void>;
  stop(): Promise<void>;
}

/** Follows every log as it lies in Redis, and notes when each entry was first seen. */
export function watchLogs(redis: Redis, prefix: string): LogWatch {
  const found = new Map<string, { events: ReleaseLog['events'][number][]; ids: string[]; seen: number[] }>();
  const readOne = async (key: string) => {
    const log = found.get(key) ?? { events: [], ids: [], seen: [] };
    found.set(key, log);
    const last = log.ids.at(-1);
    for (const [id, fields] of await redis.xrange(key, last === undefined ? '-' : `(${last}`, '+')) {
      log.events.push(entrySchema.parse(JSON.parse(fields[1] ?? '')));
      log.ids.push(id);
      log.seen.push(Date.now());
    }
  };
  const readAll = async () => {
    const keys = await redis.keys(`${prefix}:release:*:log`);
    await Promise.all(keys.map(readOne));
  };
  // One reading after the other: two at once would take the same entries twice.
  let turn: Promise<void> = Promise.resolve();
  const read = () => {
    turn = turn.catch(() => undefined).then(readAll);
    return turn;
  };
  let over = false;
  const follow = async () => {
    while (!over) {
      // A Redis that is away is a fault of the run; what came meanwhile is read when it is back.
      await read().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  };
  const following = follow();
  const idOf = (key: string) => key.slice(`${prefix}:release:`.length, -':log'.length);
  const stop = () => {
    over = true;
    return following;
  };
  return { logs: () => [...found].map(([key, log]) => ({ id: idOf(key), ...log })), read, stop };
}
