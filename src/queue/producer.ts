import { type Job, Queue, type QueueOptions } from 'bullmq';
import type { Log } from '../platform/log.ts';
import type { RedisConnection } from '../platform/redis.ts';
import { priorities, queues, type ReleaseJob } from './names.ts';
import { type RequestJob, storedRequestJob } from './requests.ts';

/** Puts work where a worker finds it. What commands and jobs share. */
export interface Producer {
  /** The release has something to do now, `urgent` where it must go back. Never lost: see `wake`. */
  wake(id: string, urgent?: boolean): Promise<void>;
  /** People should see news of the release; `now` where it cannot wait for the next edit of the card. */
  tell(id: string, now: boolean): Promise<void>;
  /** Kept until it is answered. */
  request(job: RequestJob): Promise<void>;
  close(): Promise<void>;
}

const promoteTries = 5;
const requestRetryMs = 500;

/** Finished jobs leave at once: a job's id must be free for the next wake. */
const leave = { removeOnComplete: true, removeOnFail: true };

/**
 * @param prefix key prefix with a Redis Cluster hash tag, without the final colon
 * @param more e.g. a hook that traces what becomes of a job
 */
export function createProducer(
  connection: RedisConnection,
  prefix: string,
  log: Log,
  more: Pick<QueueOptions, 'telemetry'> = {},
): Producer {
  const options = { connection, prefix, skipWaitingForReady: true, ...more };
  const releases = new Queue<ReleaseJob>(queues.releases, options);
  const slack = new Queue<ReleaseJob>(queues.slack, options);
  const requests = new Queue<object>(queues.requests, options);
  const all = [releases, slack, requests];
  for (const queue of all)
    queue.on('error', (error) => log.warn({ queue: queue.name, error: error.message }, 'queue connection'));
  return {
    wake: (id, urgent = false) => wake(releases, id, 'run', urgent),
    async tell(id, now) {
      if (now) await wake(slack, id, 'tell', false);
      else await slack.add('tell', { id }, { jobId: id, ...leave });
    },
    async request(job) {
      await requests.add(job.kind, storedRequestJob(job), {
        jobId: `ask-${job.key.replaceAll(':', '_')}`,
        attempts: 3,
        backoff: { type: 'fixed', delay: requestRetryMs },
        ...leave,
      });
    },
    async close() {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}

/**
 * Adds the job, or brings a delayed one forward. A job that is running now is left alone: before it parks it looks
 * whether the log has grown (see `park` in the workers), and what woke it is in the log already.
 */
async function wake(queue: Queue<ReleaseJob>, id: string, name: string, urgent: boolean): Promise<void> {
  const job = await queue.add(name, { id }, { jobId: id, priority: priorities.usual, ...leave });
  if (urgent) await job.changePriority({ priority: priorities.first });
  await promote(job);
}

/** Brings a delayed job forward; a job in any other state needs none of it. */
export async function promote(job: Job): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await job.promote();
    } catch (error) {
      // It may have been parked between the failed attempt and this look: then the next attempt brings it forward.
      if (!(await job.isDelayed())) return;
      if (attempt === promoteTries) throw error;
    }
  }
}
