import { connect } from 'node:net';
import { Redis } from 'ioredis';
import type { RedisServer } from '../../sandbox/redis/server.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { Process } from '../support/process.ts';
import type { Trouble } from './evidence.ts';
import type { FaultKind, PlannedFault } from './plan.ts';
import { heard } from './stalls.ts';

/** A fault that was planned, and how often it hit something, as far as is known when it is asked. */
export interface Struck {
  kind: FaultKind;
  hits(): number;
}

interface Parts {
  world: SandboxWorld;
  redis: RedisServer;
  cast: Process[];
  /** Whether it was killed, rather than gone already. */
  relaunch(index: number, afterMs?: number): Promise<boolean>;
  troubles: Trouble[];
}

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How many of them met nothing. */
export function idleCount(all: readonly Struck[]): number {
  return all.filter((each) => each.hits() === 0).length;
}

/** One line per kind: planned, struck, hits; and those that found nothing to strike. */
export function struckLines(all: readonly Struck[]): string[] {
  return [...new Set(all.map(({ kind }) => kind))].map((kind) => {
    const hits = all.filter((each) => each.kind === kind).map((each) => each.hits());
    const idle = hits.filter((count) => count === 0).length;
    const none = idle > 0 ? `; ${idle} found nothing to strike` : '';
    return `faults: ${kind} × ${hits.length}, ${hits.reduce((sum, count) => sum + count, 0)} hits${none}`;
  });
}

/** Strikes one fault; resolves when it is over. What has the same thing for its aim waits its turn, others overlap. */
export function striker(parts: Parts): (fault: PlannedFault) => Promise<Struck> {
  const turns = new Map<string, Promise<unknown>>();
  return (fault) => {
    const aim = aimOf(fault);
    const turn = (turns.get(aim) ?? Promise.resolve()).then(() => strike(parts, fault));
    turns.set(
      aim,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

function aimOf({ kind, worker }: PlannedFault): string {
  if (kind === 'lose worker') return 'workers';
  if (kind.endsWith(' worker')) return `worker ${worker}`;
  return kind.endsWith(' redis') ? 'redis' : kind;
}

async function strike(parts: Parts, fault: PlannedFault): Promise<Struck> {
  const { kind, forMs } = fault;
  const trouble: Trouble = { kind, from: Date.now(), to: Number.POSITIVE_INFINITY };
  parts.troubles.push(trouble);
  const hits = await begin(parts, fault);
  await pass(Math.max(0, trouble.from + forMs - Date.now()));
  if (kind === 'kill bot' || kind === 'slack cut' || kind === 'slack outage') await heard(parts.world.slack);
  trouble.to = Date.now();
  return { kind, hits: typeof hits === 'number' ? () => hits : hits };
}

function begin(parts: Parts, fault: PlannedFault): Promise<number | (() => number)> {
  const { kind } = fault;
  if (kind.startsWith('slack')) return onSlack(parts.world, fault);
  return kind.startsWith('cluster') || kind.startsWith('metrics')
    ? onCluster(parts.world, fault)
    : onProcess(parts, fault);
}

async function onProcess({ redis, cast, relaunch }: Parts, { kind, forMs, worker }: PlannedFault): Promise<number> {
  if (kind === 'kill bot') return Number(await relaunch(0));
  if (kind === 'lose worker') return Number(await relaunch(worker + 1, forMs));
  if (kind === 'kill worker') return Number(await relaunch(worker + 1));
  if (kind === 'freeze worker') {
    const pid = cast[worker + 1]?.pid ?? 0;
    const stopped = signal(pid, 'SIGSTOP');
    await pass(forMs);
    return Number(signal(pid, 'SIGCONT') && stopped);
  }
  if (kind === 'restart redis') {
    const before = redis.pid;
    await redis.restart();
    return Number(redis.pid !== before);
  }
  redis.freeze();
  const away = await silent(redis.url);
  await pass(Math.min(forMs, 3_000));
  redis.thaw();
  return Number(away);
}

async function onSlack({ slack }: SandboxWorld, { kind, forMs }: PlannedFault): Promise<number | (() => number)> {
  if (kind === 'slack 429') return slack.faults.rateLimit({ forMs, retryAfterSec: 1 }).hits;
  if (kind === 'slack 5xx') return slack.faults.serverError({ forMs }).hits;
  if (kind === 'slack cut') {
    const reset = slack.faults.reset({ times: 3, when: 'after' });
    slack.faults.disconnectSockets('cut');
    return reset.hits;
  }
  slack.faults.outage({ forMs });
  const cut = await slack.waitForBots(0, 1_000).then(
    () => true,
    () => false,
  );
  return Number(cut);
}

async function onCluster({ cluster }: SandboxWorld, { kind, forMs }: PlannedFault): Promise<number | (() => number)> {
  const { faults } = cluster;
  const status = (code: number, verbs?: string[]) =>
    faults.add({ kind: 'status', code, retryAfterSeconds: 1 }, { forMs, match: verbs ? { verbs } : {} }).hits;
  if (kind === 'cluster 429') return status(429);
  if (kind === 'cluster 5xx') return status(503);
  if (kind === 'cluster writes fail') return status(500, ['create', 'update', 'patch', 'delete']);
  if (kind === 'cluster slow') return faults.add({ kind: 'latency', ms: 800 }, { forMs }).hits;
  if (kind === 'cluster watches dropped') return faults.dropWatches();
  const metrics = { forMs, match: { resource: 'pods/proxy' } };
  if (kind === 'metrics down') return faults.add({ kind: 'status', code: 503 }, metrics).hits;
  if (kind === 'metrics slow') return faults.add({ kind: 'latency', ms: 4_000 }, metrics).hits;
  // A Kubernetes status with code 200 where metrics are expected.
  if (kind === 'metrics garbage') return faults.add({ kind: 'status', code: 200 }, metrics).hits;
  await faults.refuseConnections(true);
  const refused = await refuses(cluster.url);
  await pass(forMs);
  await faults.refuseConnections(false);
  return Number(refused);
}

/** Whether nothing listens there. */
function refuses(url: string): Promise<boolean> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const end = (refused: boolean) => {
      socket.destroy();
      resolve(refused);
    };
    socket.once('connect', () => end(false)).once('error', () => end(true));
  });
}

/** Whether a Redis does not answer within half a second. */
async function silent(url: string): Promise<boolean> {
  const redis = new Redis(url, { retryStrategy: () => null, commandTimeout: 500, connectTimeout: 500 });
  redis.on('error', () => undefined);
  const answer = await redis.ping().catch(() => null);
  redis.disconnect();
  return answer === null;
}

/** False where the process is gone: one that was killed meanwhile needs no signal. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
