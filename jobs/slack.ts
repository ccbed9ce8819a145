import type { Job } from 'bullmq';
import { LeaseLost } from '../src/outbox/lease.ts';
import { createOutbox, type OutboxDeps } from '../src/outbox/outbox.ts';
import { deliverQuarantined, type QuarantineOutbox } from '../src/outbox/quarantine.ts';
import { type Synced, syncRelease } from '../src/outbox/sync.ts';
import { SlackError } from '../src/platform/slack/port.ts';
import type { UrgentWork } from '../src/platform/urgent-work.ts';
import { priorities, queues, type ReleaseJob } from '../src/queue/names.ts';
import type { Producer } from '../src/queue/producer.ts';
import type { QuarantineStore } from '../src/store/quarantine-store.ts';
import type { RedisConnection } from '../src/store/run-script.ts';
import { releaseOfJob } from './quarantine.ts';
import { workerSettings } from './step-job.ts';
import { YieldingWorker } from './yielding-worker.ts';

export type SlackWorkerDeps = OutboxDeps & {
  quarantine: QuarantineStore;
  queue: Pick<Producer, 'tell'>;
  whenIdle: UrgentWork['whenIdle'];
};

type SlackOutbox = QuarantineOutbox & Pick<SlackWorkerDeps, 'queue' | 'whenIdle'>;

/** The job of a release stays parked while the release lives; news bring it forward. */
const idleMs = 15 * 60_000;
/** What Slack still refuses so long after the end is given up. */
const giveUpMs = 24 * 3_600_000;

/** The outbox: brings Slack up to date, one job per release, so that a release's messages keep their order. */
export function startSlackWorker(
  deps: SlackWorkerDeps,
  options: { connection: RedisConnection; prefix: string },
): YieldingWorker<ReleaseJob> {
  const outbox = createOutbox(deps);
  const worker: YieldingWorker<ReleaseJob> = new YieldingWorker(
    queues.slack,
    (job, token) => process(outbox, { worker, job, token: token ?? '' }),
    { ...workerSettings, ...options, concurrency: 20 },
  );
  worker.on('error', (error) => deps.log.warn({ queue: queues.slack, error: error.message }, 'worker'));
  return worker;
}

interface Taken {
  worker: YieldingWorker<ReleaseJob>;
  job: Job<ReleaseJob>;
  token: string;
}

async function process(outbox: SlackOutbox, taken: Taken): Promise<void> {
  const id = releaseOfJob(outbox.log, taken.job);
  if (id === null) return;
  await outbox.whenIdle();
  try {
    await deliverRelease(outbox, taken, id);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    outbox.log.warn({ release: id }, 'another worker tells of this release; this one was away for too long');
    // The other may have been through already, and should look once more at what this one has left.
    await outbox.queue.tell(id, true);
  }
}

async function deliverRelease(outbox: QuarantineOutbox, taken: Taken, id: string): Promise<void> {
  const { store, clock } = outbox;
  const synced = await syncRelease(outbox, id);
  if (!synced) return besides(outbox, taken, id);
  if (synced.unsaid === null) await store.markNotified(id, synced.version);
  const { worker, job, token } = taken;
  await prefer(job, synced.urgent);
  const next = nextDelivery(outbox, id, synced);
  if (next !== null)
    await worker.park(job, token, {
      clock,
      until: next,
      changed: async () => (await store.version(id)) > synced.version,
    });
}

/** When to look again (ms since epoch), or null when there will be nothing more to say. */
function nextDelivery(
  { clock, breaker, log }: QuarantineOutbox,
  id: string,
  { unsaid, redraw, endedAt }: Synced,
): number | null {
  if (unsaid === null) return endedAt === null ? (redraw ?? clock.now() + idleMs) : null;
  const refused = breaker.openUntil() === null && endedAt !== null && clock.now() - endedAt > giveUpMs;
  if (!refused) return Math.min(unsaid, redraw ?? unsaid);
  log.error(
    { release: id },
    'Slack has not taken all messages of a release within a day of its end; they are given up',
  );
  return null;
}

/** Releases with an alert that nobody has seen have their turn before all others, for as long as they have one. */
async function prefer(job: Job, urgent: boolean): Promise<void> {
  const priority = urgent ? priorities.first : priorities.usual;
  if (job.priority !== priority) await job.changePriority({ priority });
}

/** A log that cannot be used is told of in words of its own. */
async function besides(outbox: QuarantineOutbox, { worker, job, token }: Taken, id: string): Promise<void> {
  const { store, clock, log, pace } = outbox;
  const before = await store.version(id);
  const pause = { clock, until: clock.now(), changed: async () => (await store.version(id)) > before };
  const loaded = await store.load(id);
  if (loaded.kind === 'found') return worker.park(job, token, pause);
  const next = await deliverQuarantined(outbox, id, loaded).catch((error: unknown) => {
    if (!(error instanceof SlackError)) throw error;
    log.warn({ release: id, error: error.message }, 'Slack does not take it; trying again');
    return clock.now() + (error.retryAfterMs ?? (error.retryable ? pace.longestPauseMs : pace.refusedPauseMs));
  });
  if (next === null) return;
  const later = { ...pause, until: next };
  // What is damaged is of no use to other workers either.
  return loaded.kind === 'newer' ? worker.leave(job, token, later) : worker.park(job, token, later);
}
