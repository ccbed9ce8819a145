import { measureLateness } from '../jobs/lateness.ts';
import { startReleaseWorker } from '../jobs/releases.ts';
import { startRequestWorker } from '../jobs/requests.ts';
import { startSlackWorker } from '../jobs/slack.ts';
import { startUpkeep } from '../jobs/upkeep.ts';
import { type EnvironmentSettings, namedSecret } from '../src/config/environment.ts';
import type { Release } from '../src/domain/release.ts';
import { createDraw } from '../src/platform/chart.ts';
import { httpPost } from '../src/platform/http-post.ts';
import type { Log } from '../src/platform/log.ts';
import { connectPatiently, type RedisConnection } from '../src/platform/redis.ts';
import { createNotifiers } from '../src/providers/incidents/index.ts';
import { wakeHeld } from '../src/requests/switched.ts';
import { createOutboxStore } from '../src/store/outbox-store.ts';
import { createQuarantineStore } from '../src/store/quarantine-store.ts';
import { startPodWatch } from '../src/watch/watch.ts';
import type { Observing } from './observing.ts';
import type { Closing } from './ports.ts';
import { wakesTrains } from './trains.ts';
import type { Wired, WiringOptions } from './wiring.ts';

const sweepEveryMs = 5000;
const watchTidyMs = 60_000;
/** Between two looks at the clusters for what Redis may have lost. */
const recoverEveryMs = 5 * 60_000;
const editEveryMs = 2000;
/** A bot of its own acknowledges first of all: it drafts few plans at a time, the workers take the rest. */
const requestsAtOnce = { bot: 2, worker: 10, all: 10 } as const;

/** The request worker answers people; it runs in every role, so that nobody waits for a worker to be told anything. */
export function startAnswering(
  { settings }: WiringOptions,
  { requests, slack, urgentWork, observing }: Wired,
  closing: Closing,
): void {
  const connection = patiently(settings, requests.log, observing);
  const worker = startRequestWorker(
    { requests, slack, whenIdle: urgentWork.whenIdle },
    { connection, prefix: settings.prefix, concurrency: requestsAtOnce[settings.role], ...observing.queueOptions },
  );
  closing.push(
    () => connection.disconnect(),
    () => worker.close(),
  );
}

/** Everything that runs releases and tells people about them. */
export async function startWorking(
  options: WiringOptions,
  { requests, engine, urgentWork, informers, slack, observing, redis, recovery }: Wired,
  closing: Closing,
): Promise<void> {
  const { settings } = options;
  const connection = patiently(settings, requests.log, observing);
  const base = { connection, prefix: settings.prefix, ...observing.queueOptions };
  const quarantine = createQuarantineStore(redis, `${settings.prefix}:`);
  const outbox = {
    ...requests,
    slack,
    outbox: createOutboxStore(redis, `${settings.prefix}:`),
    quarantine,
    draw: createDraw(),
    whenIdle: urgentWork.whenIdle,
    notifierOf: createNotifiers({
      post: httpPost,
      secret: namedSecret(process.env),
      sent: (result) => observing.telemetry.incidentNotifications.inc({ result }),
    }),
    editEveryMs: options.editEveryMs ?? editEveryMs,
    pace: options.slackPace ?? {},
  };
  const watch = startPodWatch({ ...requests, informers }, { everyMs: watchTidyMs });
  requests.switches.onChange(() => void wakeHeld(requests));
  recovery.start(recoverEveryMs);
  const late = (queue: string) => (seconds: number) => observing.telemetry.jobLateness.observe({ queue }, seconds);
  const workers = [
    measureLateness(
      startReleaseWorker(
        {
          ...engine,
          quarantine,
          queue: requests.queue,
          seen: seenBy(watch.seen, observing.seen, wakesTrains(requests)),
        },
        { ...base, concurrency: settings.concurrency },
      ),
      late('releases'),
    ),
    measureLateness(startSlackWorker(outbox, base), late('slack')),
    await startUpkeep(requests, { ...base, everyMs: sweepEveryMs, historyDays: settings.historyDays }),
  ];
  closing.push(
    () => connection.disconnect(),
    () => watch.close(),
    () => recovery.close(),
    async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  );
}

function patiently({ redisUrl }: EnvironmentSettings, log: Log, { countErrors }: Observing): RedisConnection {
  const connection = connectPatiently(redisUrl);
  connection.on('error', (error) => log.warn({ error: error.message }, 'Redis'));
  countErrors(connection, 'jobs');
  return connection;
}

function seenBy(...all: ((release: Release) => void)[]) {
  return (release: Release) => {
    for (const each of all) each(release);
  };
}
