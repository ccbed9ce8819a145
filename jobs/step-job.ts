import { DelayedError, type Job } from 'bullmq';
import { promote } from '../src/queue/producer.ts';

/**
 * Parks a running job until `until` (ms since epoch) and never returns. A wake-up that came while the job was running
 * could not bring it forward; so once it is parked, `changed` looks whether anything happened in between.
 */
export async function park(job: Job, token: string, until: number, changed: () => Promise<boolean>): Promise<never> {
  await job.moveToDelayed(until, token);
  if (await changed()) await promote(job);
  throw new DelayedError();
}

/** How workers hold their jobs: short locks, so that another takes over within seconds of a crash. */
export const workerSettings = {
  lockDuration: 5000,
  stalledInterval: 2000,
  /** A job whose workers keep dying is still wanted. */
  maxStalledCount: 1_000_000,
} as const;
