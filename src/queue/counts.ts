import { Queue } from 'bullmq';
import type { RedisConnection } from '../store/run-script.ts';
import { queues } from './names.ts';

export const jobStates = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

export interface QueueCount {
  queue: string;
  jobs: Record<(typeof jobStates)[number], number>;
  /** How long the parked job that was due first has been due (ms); 0 where none is due yet. */
  overdueMs: number;
}

export interface QueueCounts {
  /** The queues themselves, for whoever shows them. */
  all: readonly Queue[];
  read(now: number): Promise<QueueCount[]>;
  close(): Promise<void>;
}

/** BullMQ keeps a parked job under its due time (ms) times this, plus a counter. */
const scoreUnit = 0x1000;

/** What is in the queues, by a few cheap commands each. @param prefix without the final colon */
export function createQueueCounts(connection: RedisConnection, prefix: string): QueueCounts {
  const all = Object.values(queues).map((name) => new Queue(name, { connection, prefix, skipWaitingForReady: true }));
  // Whoever reads is told; the connection's own errors are logged where it was made.
  for (const queue of all) queue.on('error', () => undefined);
  return {
    all,
    read: (now) => Promise.all(all.map((queue) => countOf(queue, connection, now))),
    close: async () => void (await Promise.all(all.map((queue) => queue.close()))),
  };
}

async function countOf(queue: Queue, connection: RedisConnection, now: number): Promise<QueueCount> {
  const [counted, head] = await Promise.all([
    queue.getJobCounts(...jobStates),
    connection.zrange(queue.toKey('delayed'), '0', '0', 'WITHSCORES'),
  ]);
  const jobs = Object.fromEntries(jobStates.map((state) => [state, counted[state] ?? 0])) as QueueCount['jobs'];
  const due = head[1] === undefined ? now : Number(head[1]) / scoreUnit;
  return { queue: queue.name, jobs, overdueMs: Math.max(0, Math.floor(now - due)) };
}
