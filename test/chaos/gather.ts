import { Redis } from 'ioredis';
import { z } from 'zod';
import type { JournalEntry } from '../../sandbox/cluster/index.ts';
import { people } from '../../sandbox/world/people.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { Evidence, Mark, ReleaseLog, Sight, Trouble } from './evidence.ts';
import { chaosWorld } from './world.ts';

export function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  return redis;
}

/** Sluice's writes from now on. The journal itself forgets what is old, and the simulated pods write much. */
export function keepWrites({ cluster }: Pick<SandboxWorld, 'cluster'>): readonly JournalEntry[] {
  const kept: JournalEntry[] = [];
  cluster.journal.on((entry) => {
    if (!entry.dryRun && entry.body.includes('sluice.dev/fence')) kept.push(entry);
  });
  return kept;
}

/** What stands and runs in the cluster now. */
export type Standing = Pick<Evidence, 'objects' | 'running'>;

const snapshotSchema = z.array(
  z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }) }),
);

export function standing({ cluster }: Pick<SandboxWorld, 'cluster'>): Standing {
  const objects = snapshotSchema.parse(JSON.parse(cluster.snapshot())).map((object) => {
    const { kind, metadata } = object;
    return [`${kind} ${metadata.name}@${metadata.namespace ?? ''}`, JSON.stringify(object)];
  });
  const running = ['deployments', 'statefulsets', 'daemonsets']
    .flatMap((plural) => cluster.objects.list(plural))
    .map(({ metadata, ...rest }) => `${metadata.name}@${metadata.namespace} ${imageOf(rest)}`);
  return { objects: Object.fromEntries(objects), running };
}

export function gather(
  world: SandboxWorld,
  logs: readonly ReleaseLog[],
  first: Standing & { writes: readonly JournalEntry[]; sights: readonly Sight[] },
  troubles: readonly Trouble[],
): Evidence {
  const { slack } = world;
  const now = standing(world);
  return {
    logs,
    marks: marksIn(slack),
    approvers: [people.mika, people.noor],
    sights: first.sights,
    troubles,
    deliveries: slack.deliveries
      .filter(({ type, attempt }) => type !== 'events_api' && attempt === 0)
      .map(({ type, body, time, outcome }) => ({
        at: time,
        what: `${type} ${String(body['text'] ?? body['type'] ?? '')}`,
        failed: outcome.kind === 'failed' ? outcome.error : null,
      })),
    bad: chaosWorld.services.flatMap(({ name, versions }) =>
      versions.filter(({ character }) => character !== 'good').map(({ tag }) => `${name} ${tag}`),
    ),
    firstWrites: firstWritesOf(logs, first.writes),
    leftovers: Object.entries(now.objects)
      .filter(([, text]) => /"sluice\.dev\/|-candidate"/.test(text))
      .map(([name]) => name),
    ...now,
    ranFirst: first.running,
    objectsFirst: first.objects,
  };
}

function firstWritesOf(logs: readonly ReleaseLog[], writes: readonly JournalEntry[]): Evidence['firstWrites'] {
  const times = new Map<string, number>();
  for (const { at, body, code } of writes) {
    if (code < 200 || code >= 300) continue;
    for (const [, id = ''] of body.matchAll(/(r\d+)\//g)) if (!times.has(id)) times.set(id, at);
  }
  return logs.flatMap(({ id }) => {
    const at = times.get(id);
    return at === undefined ? [] : [{ release: id, at }];
  });
}

function marksIn(slack: SandboxWorld['slack']): Mark[] {
  const cards = slack.messages('releases').filter(({ threadTs }) => threadTs === undefined);
  return cards
    .flatMap(({ ts }) => slack.thread('releases', ts))
    .flatMap(({ metadata }) => {
      const { release, key } = (metadata?.event_payload ?? {}) as Record<string, unknown>;
      return typeof release === 'string' && typeof key === 'string' ? [{ release, key }] : [];
    });
}

function imageOf(object: Record<string, unknown>): string {
  const { spec } = object as { spec?: { template?: { spec?: { containers?: { image?: string }[] } } } };
  return spec?.template?.spec?.containers?.[0]?.image ?? '';
}
