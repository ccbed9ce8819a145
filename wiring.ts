import type { Worker } from 'bullmq';
import { startAskWorker } from './jobs/asks.ts';
import { measureLateness } from './jobs/lateness.ts';
import type { Pace } from './jobs/outbox/gate.ts';
import { comparedBefore, startRecovery } from './jobs/recovery.ts';
import { startReleaseWorker } from './jobs/releases.ts';
import { startSlackWorker } from './jobs/slack.ts';
import { startUpkeep } from './jobs/upkeep.ts';
import { startPodWatch } from './jobs/watch.ts';
import type { Observing } from './observing.ts';
import type { Catalogue } from './src/config/catalogue.ts';
import type { EnvironmentSettings } from './src/config/environment.ts';
import type { Release } from './src/domain/release.ts';
import { createFoldedLogs } from './src/engine/folded.ts';
import type { EngineDeps } from './src/engine/ports.ts';
import { drawChart } from './src/platform/chart.ts';
import type { Clock } from './src/platform/clock.ts';
import { createHttpClient, createHttpGet } from './src/platform/http.ts';
import { httpPost } from './src/platform/http-post.ts';
import { createClusters } from './src/platform/kube/index.ts';
import { createPodShelf } from './src/platform/kube/pod-shelf.ts';
import type { Clusters } from './src/platform/kube.ts';
import type { Log } from './src/platform/log.ts';
import { observeClusters, observeSlack } from './src/platform/observe.ts';
import { observeLooks } from './src/platform/observe-looks.ts';
import { connectPatiently, type RedisConnection } from './src/platform/redis.ts';
import { createSlack } from './src/platform/slack/client.ts';
import { createPeople } from './src/platform/slack/people.ts';
import type { SlackPort } from './src/platform/slack/port.ts';
import { dockerCredentials } from './src/providers/images/docker-config.ts';
import { createImageSources } from './src/providers/images/index.ts';
import { createRoads } from './src/providers/incidents/index.ts';
import { createMetricSource } from './src/providers/metrics/index.ts';
import { createPromBatcher } from './src/providers/metrics/prom-batch.ts';
import { createRouter } from './src/providers/routers/index.ts';
import { createProducer } from './src/queue/producer.ts';
import { noticeLoss } from './src/recovery/notice-loss.ts';
import type { RequestDeps } from './src/requests/deps.ts';
import { createAsideStore } from './src/store/aside-store.ts';
import { observeStore } from './src/store/observed-store.ts';
import { createOutboxStore } from './src/store/outbox-store.ts';
import { createRedisStore } from './src/store/redis-store.ts';
import type { ReleaseStore } from './src/store/release-store.ts';

/** Everything that a test may want to wrap: each port once, before anything uses it. */
export interface Ports {
  store: ReleaseStore;
  slack: SlackPort;
  clusters: Clusters;
}

export interface WiringOptions {
  settings: EnvironmentSettings;
  /** The catalogue as it is now. */
  catalogue(): Catalogue;
  log: Log;
  clock: Clock;
  wrap?(ports: Ports): Ports;
  /** At least this long between two edits of one message (ms). */
  editEveryMs?: number;
  /** How Slack is treated where it is in trouble, or is asked for much. */
  slackPace?: Partial<Pace>;
}

/** Run in reverse order when the process stops. */
export type Closing = (() => Promise<void> | void)[];

export type Wired = ReturnType<typeof wire>;

const sweepEveryMs = 5000;
const watchTidyMs = 60_000;
/** Between two looks at the clusters for what Redis may have lost. */
const recoverEveryMs = 5 * 60_000;
/** Folded logs that a worker keeps: some 20 KB each. */
const rememberedLogs = 5000;
const editEveryMs = 2000;
/** News of a way back wait so long for its first write at most: many that go back at once must not wait for their messages. */
const newsAfterMs = 1000;
/** A bot of its own acknowledges first of all: it drafts few plans at a time, the workers take the rest. */
const asksAtOnce = { bot: 2, worker: 10, all: 10 } as const;

/** Makes the ports of a process and what stands on them. Connects to nothing but Redis. */
export function wire(options: WiringOptions, redis: RedisConnection, observing: Observing, closing: Closing) {
  const { settings, log, clock, catalogue } = options;
  const http = createHttpClient();
  const reached = createClusters(clusterSettings(catalogue(), settings), { clock });
  closing.push(
    () => http.close(),
    () => reached.close(),
  );
  const plain: Ports = {
    store: createRedisStore(redis, `${settings.prefix}:`),
    slack: createSlack({ token: settings.slack.botToken, apiUrl: settings.slack.apiUrl ?? undefined, clock }),
    clusters: reached,
  };
  const { telemetry, queueOptions } = observing;
  const ports = observed(options.wrap?.(plain) ?? plain, observing);
  const queue = observing.producer(createProducer(redis, settings.prefix, log, queueOptions));
  closing.push(() => queue.close());
  const { clusters, slack } = ports;
  const recovery = {
    store: ports.store,
    clusters,
    queue,
    clock,
    log,
    redis,
    prefix: `${settings.prefix}:`,
    targets: () => catalogue().services.flatMap((service) => service.targets),
  };
  const beforeFirst: { compared(): Promise<void> } = { compared: async () => undefined };
  const store = noticeLoss(ports.store, {
    clock,
    log,
    beforeCreate: comparedBefore(recovery),
    beforeFirst: () => beforeFirst.compared(),
  });
  const requests: RequestDeps = {
    store,
    clusters,
    queue,
    people: createPeople(slack, clock),
    clock,
    log,
    catalogue,
    imagesOf: createImageSources({ http, clock, credentials: dockerCredentials(settings.dockerConfig) }),
    routerOf: (config) => createRouter({ clusters, clock }, config),
  };
  const shelf = createPodShelf(clusters, (place, error) =>
    log.debug({ ...place, error: error.message }, 'pod watch is being mended'),
  );
  const metrics = {
    clusters,
    clock,
    http: createHttpGet(http),
    podNetwork: (cluster: string) => catalogue().clusters[cluster]?.kind === 'in-cluster',
    secret: (name: string) => process.env[name],
    followedPods: shelf.pods,
    askPrometheus: createPromBatcher(clock),
  };
  const engine: Omit<EngineDeps, 'seen'> = {
    store,
    clusters,
    clock,
    log,
    routerOf: (plan) => requests.routerOf(plan.target.router),
    metricsOf: ({ target }) =>
      observeLooks(createMetricSource(metrics, target.metrics), target.metrics.kind, telemetry),
    folded: createFoldedLogs(rememberedLogs),
    told(id, goesBack) {
      const first = goesBack ? clock.sleep(newsAfterMs) : Promise.resolve();
      void first.then(() => queue.tell(id, true)).catch(noted(log, id));
    },
  };
  return { requests, engine, shelf, slack, observing, redis, recovery, beforeFirst };
}

/** The ask worker answers people; it runs in every role, so that nobody waits for a worker to be told anything. */
export function startAnswering(
  { settings }: WiringOptions,
  { requests, slack, observing }: Wired,
  closing: Closing,
): void {
  const connection = patiently(settings, requests.log, observing);
  const worker = startAskWorker(
    { requests, slack },
    { connection, prefix: settings.prefix, concurrency: asksAtOnce[settings.role], ...observing.queueOptions },
  );
  closing.push(
    () => connection.disconnect(),
    () => worker.close(),
  );
}

/** Everything that runs releases and tells people about them. */
export async function startWorking(
  options: WiringOptions,
  { requests, engine, shelf, slack, observing, redis, recovery, beforeFirst }: Wired,
  closing: Closing,
): Promise<void> {
  const { settings } = options;
  const connection = patiently(settings, requests.log, observing);
  const base = { connection, prefix: settings.prefix, ...observing.queueOptions };
  const aside = createAsideStore(redis, `${settings.prefix}:`);
  const outbox = {
    ...requests,
    slack,
    outbox: createOutboxStore(redis, `${settings.prefix}:`),
    aside,
    draw: drawChart,
    roadOf: createRoads({
      post: httpPost,
      secret: (name) => process.env[name],
      sent: (result) => observing.telemetry.secondRoad.inc({ result }),
    }),
    editEveryMs: options.editEveryMs ?? editEveryMs,
    pace: options.slackPace ?? {},
  };
  const watch = startPodWatch({ ...requests, shelf }, { everyMs: watchTidyMs });
  const looking = startRecovery({ ...recovery, slack, people: requests.people }, { everyMs: recoverEveryMs });
  beforeFirst.compared = looking.compared;
  const timed = (queue: string, worker: Worker): Worker => {
    measureLateness(worker, (seconds) => observing.telemetry.jobLateness.observe({ queue }, seconds));
    return worker;
  };
  const workers = [
    timed(
      'releases',
      startReleaseWorker(
        { ...engine, aside, queue: requests.queue, seen: seenBy(watch.seen, observing.seen) },
        { ...base, concurrency: settings.concurrency },
      ),
    ),
    timed('slack', startSlackWorker(outbox, base)),
    await startUpkeep(requests, { ...base, everyMs: sweepEveryMs }),
  ];
  closing.push(
    () => connection.disconnect(),
    () => watch.close(),
    () => looking.close(),
    async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  );
}

/** How the clusters of a catalogue are reached. */
export function clusterSettings(catalogue: Catalogue, { kubeconfig }: Pick<EnvironmentSettings, 'kubeconfig'>) {
  return Object.fromEntries(
    Object.entries(catalogue.clusters).map(([name, cluster]) => [
      name,
      cluster.kind === 'in-cluster' ? {} : { kubeconfig: cluster.kubeconfig ?? kubeconfig, context: cluster.context },
    ]),
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

function noted(log: Log, release: string) {
  return (error: Error) => log.warn({ release, error: error.message }, 'news wait for the next sweep');
}

/** Outside of whatever a test wraps: what a fault makes of a call is seen too. */
function observed(ports: Ports, { telemetry, wakers }: Observing): Ports {
  return {
    store: observeStore(ports.store, telemetry, wakers),
    slack: observeSlack(ports.slack, telemetry),
    clusters: observeClusters(ports.clusters, telemetry),
  };
}
