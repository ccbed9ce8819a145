import type { Redis } from 'ioredis';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { ReleaseLog, Sight, Size } from './evidence.ts';
import { candidatesAmong, isServing, reachBy, reachThrough, wantedOf } from './look.ts';
import { entrySchema } from './shapes.ts';
import { chaosWorld } from './world.ts';

const pollMs = 100;

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
    if (!/(deployments|statefulsets|daemonsets|pods|services)$/.test(storage)) return;
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
  const pods = (labelSelector: string) => objects.list('pods', { namespace, labelSelector });
  const size = (workload: KubeObject | undefined, own: readonly KubeObject[]): Size => ({
    wanted: wantedOf(workload),
    ready: own.filter(isServing).length,
  });
  const candidate = objects.get('deployments', `${name}-candidate`, namespace);
  const candidatePods = pods(`sluice.dev/workload=${name}`);
  const routes = reachBy(objects.get('virtualservices', name, namespace));
  return {
    place: `${name}@${namespace}`,
    routing: service.routing.kind,
    full,
    ...reachThrough(objects.get('services', name, namespace), routes),
    candidates: candidatesAmong([...candidatePods, ...(candidate ? [candidate] : [])]),
    stable: size(
      objects.get(plurals[service.makes ?? 'Deployment'], name, namespace),
      pods(`app=${name},!sluice.dev/track`),
    ),
    candidate: size(candidate, candidatePods),
  };
}

const plurals = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;

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
