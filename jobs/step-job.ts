import { DelayedError, type Job } from 'bullmq';
import { type Clock, onSystemClock } from '../src/platform/clock.ts';
import { promote } from '../src/queue/producer.ts';

/** Until when a job has nothing to do. */
export interface Pause {
  clock: Clock;
  /** By that clock, in ms since the epoch. */
  until: number;
  /** Whether anything happened while the job was running. */
  changed(): Promise<boolean>;
}

/**
 * Parks a running job and never returns. A wake-up that came while the job was running could not bring it forward; so
 * once it is parked, `changed` is asked. BullMQ keeps time by this machine's own clock, which may be wrong.
 */
export async function park(job: Job, token: string, { clock, until, changed }: Pause): Promise<never> {
  await job.moveToDelayed(onSystemClock(clock, until), token);
  if (await changed()) await promote(job);
  throw new DelayedError();
}

/** How workers hold their jobs: short locks, so that another takes over within seconds of a crash. */
export const workerSettings = {
  lockDuration: 5000,
  /** Every half of this: a process that gets a tenth of a busy machine must not be late for it. */
  lockRenewTime: 1500,
  stalledInterval: 2000,
  /** A job whose workers keep dying is still wanted. */
  maxStalledCount: 1_000_000,
} as const;
