import { type Job, Worker } from 'bullmq';
import type { Clock } from '../src/platform/clock.ts';
import { JobLocks } from './job-locks.ts';
import { type Pause, park } from './step-job.ts';

/** How long (ms) after a job was left others are let go first: longer than one is left, or a worker sleeps. */
const yieldsForMs = 15_000;
/** By how much (ms) others that wait for the same moment are ahead: enough for a busy one to wake up. */
const headStartMs = 100;

/**
 * A worker that may have to leave a job for one that can use it. Both know when the job is due, and both would ask for
 * it in the same millisecond; who is a little faster would get it each time, and where that is the one that can only
 * leave it again, it never goes on. So whoever has left one lately asks a little later than the others.
 */
export class YieldingWorker<T> extends Worker<T> {
  private yields: { clock: Clock; until: number } | null = null;
  /** Jobs that were fetched, and whose lease has not begun yet. */
  private readonly fetched = new Set<Job<T>>();
  /** Made by `createLockManager`, before the fields of this class are. */
  declare protected lockManager: JobLocks;

  /** Parks a job and never returns. What is parked has no lock, and nothing is left to renew. */
  park(job: Job<T>, token: string, pause: Pause): Promise<never> {
    this.lockManager.release(job.id ?? '', token);
    return park(job, token, pause);
  }

  /** Parks a job that this worker cannot use, and never returns. */
  leave(job: Job<T>, token: string, pause: Pause): Promise<never> {
    this.yields = { clock: pause.clock, until: pause.clock.now() + yieldsForMs };
    return this.park(job, token, pause);
  }

  /**
   * One job is begun before the next is fetched. BullMQ would fetch as many as may run first, one after the other: where
   * two hundred are due at once, the first waited for all of them, and its lock ran out meanwhile.
   */
  protected override async moveToActive(token: string, name?: string): Promise<Job<T>> {
    // BullMQ's own type leaves out that there may be none.
    const none = undefined as unknown as Job<T>;
    if (this.fetched.size > 0) return none;
    const job: Job<T> | undefined = await super.moveToActive(token, name);
    if (job) this.fetched.add(job);
    return job ?? none;
  }

  override processJob(...given: Parameters<Worker<T>['processJob']>): ReturnType<Worker<T>['processJob']> {
    this.fetched.delete(given[0]);
    return super.processJob(...given);
  }

  protected override createLockManager(): void {
    const { lockDuration = 0, lockRenewTime = lockDuration / 2 } = this.opts;
    // A worker is what it wants; only its type spells promises in another way.
    const self = this as unknown as ConstructorParameters<typeof JobLocks>[0];
    const locks = new JobLocks(self, { lockRenewTime, lockDuration, workerId: this.id });
    this.lockManager = locks;
    this.on('lockRenewalFailed', (jobs: string[]) => {
      for (const job of jobs) locks.lost(job);
    });
  }

  protected override async callProcessJob(job: Job<T>, token: string, signal?: AbortSignal): Promise<unknown> {
    try {
      return await super.callProcessJob(job, token, signal);
    } finally {
      this.lockManager.release(job.id ?? '', token);
    }
  }

  /** @returns seconds; where no time is known at which something is due, nothing is changed */
  protected override getBlockTimeout(dueAt: number): number {
    const timeout = super.getBlockTimeout(dueAt);
    const yields = this.yields !== null && this.yields.clock.now() < this.yields.until;
    return dueAt && timeout > 0 && yields ? timeout + headStartMs / 1000 : timeout;
  }
}
