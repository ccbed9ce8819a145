import type { Job } from 'bullmq';
import type { Clock } from '../src/platform/clock.ts';
import { latest } from '../src/platform/latest.ts';
import type { Log } from '../src/platform/log.ts';
import { leftForMs, soonestMs } from '../src/queue/left-alone.ts';
import { releaseJobSchema } from '../src/queue/names.ts';
import type { Producer } from '../src/queue/producer.ts';
import { type RequestJob, readRequestJob } from '../src/queue/requests.ts';
import type { QuarantineStore } from '../src/store/quarantine-store.ts';
import type { Unreadable } from '../src/store/release-store.ts';

export interface QuarantineDeps {
  quarantine: QuarantineStore;
  queue: Pick<Producer, 'tell'>;
  clock: Clock;
  log: Log;
}

/** Ids that this process has spoken of, so that it does so once. */
const rememberedIds = 1000;

/**
 * What a worker does with a release whose log it cannot use: nothing, but it says so once in its own log, has people
 * told, and looks again later. Gives when (ms since the epoch), or null where the release is over and its job can go.
 */
export function createQuarantine({ quarantine, queue, clock, log }: QuarantineDeps) {
  const spokenOf = latest<true>(rememberedIds);
  return async (id: string, why: Unreadable['kind'], detail: string): Promise<number | null> => {
    const aloneMs = await quarantine.mark(id);
    if (!spokenOf.has(id)) {
      spokenOf.set(id, true);
      log.error({ release: id, why, detail }, words(why, aloneMs !== null));
      await queue.tell(id, true);
    }
    if (aloneMs === null) return null;
    return clock.now() + leftForMs(aloneMs);
  };
}

function words(why: Unreadable['kind'], live: boolean): string {
  if (!live) return 'a job for a release that is over or was never there; it is dropped';
  switch (why) {
    case 'newer':
      return 'release quarantined: it was started by a newer Sluice; this worker leaves it alone';
    case 'broken':
    case 'missing':
      return 'release quarantined: its log cannot be read; a person must look after it';
  }
}

/**
 * The release that a job is for; null, said once, where its data make no sense or where it is not the one job of that
 * release: a second one would run it twice at a time.
 */
export function releaseOfJob(log: Log, job: Job): string | null {
  const id = releaseJobSchema.safeParse(job.data).data?.id;
  if (id !== undefined && id === job.id) return id;
  warnOfNewer(log, job);
  return null;
}

/** Says that a job is dropped. */
export function warnOfNewer(log: Log, { id, name, queueName }: Job): void {
  log.error(
    { queue: queueName, job: id, name: String(name).slice(0, 100) },
    'a job that nobody here asked for; it is dropped',
  );
}

export type RequestOfJob =
  | { kind: 'request'; request: RequestJob }
  /** Of a kind that a newer Sluice asks for: left for its worker. */
  | { kind: 'later'; until: number }
  /** Makes no sense, or nobody could make sense of it for long. */
  | { kind: 'unknown' };

/** How long a request of a newer kind waits for a worker that knows it. */
const requestPatienceMs = 60_000;

/** What somebody asked for by a job; said once where it is not known. */
export function requestOfJob(log: Log, clock: Clock, job: Job): RequestOfJob {
  const read = readRequestJob(job.data);
  if (read.kind === 'request') return read;
  const now = clock.now();
  if (read.kind === 'newer' && now - job.timestamp < requestPatienceMs)
    return { kind: 'later', until: now + soonestMs };
  log.error(
    { queue: job.queueName, job: job.id },
    'a request that this version of Sluice does not know; it is dropped',
  );
  return { kind: 'unknown' };
}
