import { LockManager } from 'bullmq';

/**
 * Which jobs a worker holds, by lease. BullMQ goes by the job alone, and takes the end of a lease for the end of the next
 * one with the same job: a job that is woken while it is being parked may have been taken up again by then, and would
 * be held no longer. Its lock ran out, others took it up as well, and the leases undid each other for seconds.
 */
export class JobLocks extends LockManager {
  /** What BullMQ says when a lease is over, and for which job, but not which lease: see `release`. */
  override untrackJob(): void {}

  /** The lock of this lease is not renewed any more; that of a later one is. */
  release(jobId: string, token: string): void {
    if (this.trackedJobs.get(jobId)?.token === token) super.untrackJob(jobId);
  }

  /** A lock that is gone cannot be had back: its holder is told, by the signal, and nobody asks for the lock again. */
  lost(jobId: string): void {
    this.cancelJob(jobId, 'the lock of this job is gone');
    super.untrackJob(jobId);
  }
}
