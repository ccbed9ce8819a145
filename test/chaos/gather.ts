import { Redis } from 'ioredis';
import { people } from '../../sandbox/world/people.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import { eventSchema } from '../../src/domain/events.ts';
import { candidateWeight } from '../support/traffic-writes.ts';
import type { Evidence, Mark, ReleaseLog } from './evidence.ts';

/** Reads every log as it lies in Redis. */
export async function readLogs(redis: Redis, prefix: string): Promise<ReleaseLog[]> {
  const keys = await redis.keys(`${prefix}:release:*:log`);
  return Promise.all(
    keys.map(async (key) => {
      const entries = await redis.xrange(key, '-', '+');
      const events = entries.map(([, fields]) => eventSchema.parse(JSON.parse(fields[1] ?? '')));
      return { id: key.slice(`${prefix}:release:`.length, -':log'.length), events };
    }),
  );
}

export function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  return redis;
}

export function gather({ slack, cluster }: SandboxWorld, logs: readonly ReleaseLog[]): Evidence {
  const deployments = cluster.objects.list('deployments');
  const all = [...deployments, ...cluster.objects.list('services')];
  return {
    logs,
    marks: marksIn(slack),
    approvers: [people.mika, people.noor],
    weights: cluster.journal.entries().flatMap((entry) => {
      const percent = candidateWeight(entry);
      return percent === null ? [] : [{ place: `${entry.name}@${entry.namespace}`, at: entry.at, percent }];
    }),
    leftovers: all.map(({ metadata }) => metadata.name).filter((name) => name.endsWith('-candidate')),
    running: deployments.map(({ metadata, ...rest }) => `${metadata.name}@${metadata.namespace} ${imageOf(rest)}`),
  };
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
