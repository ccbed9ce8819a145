import { Redis } from 'ioredis';
import type { JournalEntry } from '../../sandbox/cluster/index.ts';
import { people } from '../../sandbox/world/people.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createProducer } from '../../src/queue/producer.ts';
import { type Process, type Role, type SluicePlace, sluiceReady, startSluiceProcess } from '../support/process.ts';
import { type ManyOptions, placeIn, startMany } from './many.ts';
import { candidate, prefix } from './names.ts';

/** A busy world and a Sluice in a process of its own. */
export interface Session {
  world: SandboxWorld;
  place: SluicePlace;
  sluice: Process;
  port: number;
  /** Asks for the candidate's version as the bot would; resolves when the ask is kept. */
  ask(service: string, environment: string): Promise<void>;
  /** The same, through all environments to the one that is named. */
  askThrough(service: string, last: string): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions extends ManyOptions {
  role: Role;
  env?: NodeJS.ProcessEnv;
  /** Where Sluice's Slack is, if not in the world. */
  slackApiUrl?: string;
}

/** Resolves when Sluice is ready and every pod of the world is; closes what it began where that fails. */
export async function openSession({ role, env, slackApiUrl, ...many }: SessionOptions): Promise<Session> {
  const world = await startMany(many);
  const place = placeIn(world, slackApiUrl);
  const redis = new Redis(world.redisUrl, { maxRetriesPerRequest: null });
  const queue = createProducer(redis, prefix, silentLog);
  const sluice = startSluiceProcess(place, role, { SLUICE_LOG_LEVEL: 'info', ...env });
  async function close(): Promise<void> {
    await sluice.kill();
    await queue.close();
    redis.disconnect();
    await world.stop();
  }
  const asked = (service: string, environment: string) => ({
    by: { id: people.aoi, name: 'aoi' },
    service,
    version: candidate,
    environment,
    key: `${service}-${environment}`,
    strategy: null,
    reason: null,
    channel: 'C01RELEASES',
    responseUrl: null,
  });
  const ask = (service: string, environment: string) =>
    queue.request({ kind: 'deploy', ...asked(service, environment) });
  const askThrough = (service: string, last: string) =>
    queue.request({ kind: 'train', word: 'deploy', train: { kind: 'environments' }, ...asked(service, last) });
  try {
    const [port] = await Promise.all([sluiceReady(sluice), allReady(world)]);
    return { world, place, sluice, port, ask, askThrough, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The next write for which the predicate holds. Rejects after `timeoutMs`. */
export function nextWrite(
  { cluster }: SandboxWorld,
  holds: (entry: JournalEntry) => boolean,
  timeoutMs = 30_000,
): Promise<JournalEntry> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`no such write in ${timeoutMs} ms`));
    }, timeoutMs);
    const stop = cluster.journal.on((entry) => {
      if (!holds(entry)) return;
      clearTimeout(timer);
      stop();
      resolve(entry);
    });
  });
}

/** When the first request fails that a pod of this version answers (ms since the epoch). */
export function firstFailure(
  { workloads }: SandboxWorld,
  of: { service: string; environment: string; version: string },
): Promise<number> {
  return new Promise((resolve) => {
    const stop = workloads.truth.onTick(({ service, environment, versions, at }) => {
      if (service !== of.service || environment !== of.environment) return;
      if (!versions.some(({ version, errors }) => version === of.version && errors > 0)) return;
      stop();
      resolve(at);
    });
  });
}

async function allReady({ cluster }: SandboxWorld): Promise<void> {
  for (const { metadata } of cluster.objects.list('deployments')) {
    await cluster.objects.waitFor(
      'deployments',
      (object) => {
        const { spec, status } = object as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
        return object.metadata.uid === metadata.uid && (status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1);
      },
      { timeoutMs: 60_000 },
    );
  }
}
