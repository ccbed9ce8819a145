import { getHeapStatistics } from 'node:v8';
import type { Catalogue } from '../src/config/catalogue.ts';
import { type EnvironmentSettings, namedSecret } from '../src/config/environment.ts';
import { createFoldedLogs } from '../src/engine/folded.ts';
import type { EngineDeps } from '../src/engine/ports.ts';
import type { Pace } from '../src/outbox/gate.ts';
import type { Clock } from '../src/platform/clock.ts';
import { createHttpClient, createHttpGet } from '../src/platform/http.ts';
import type { Keyring } from '../src/platform/keyring.ts';
import { createClusters } from '../src/platform/kube/index.ts';
import { createPodShelf } from '../src/platform/kube/pod-shelf.ts';
import { createSeals } from '../src/platform/kube/seal.ts';
import type { Clusters } from '../src/platform/kube.ts';
import type { Log } from '../src/platform/log.ts';
import { observeClusters, observeSlack } from '../src/platform/observe.ts';
import { observeLooks } from '../src/platform/observe-looks.ts';
import type { RedisConnection } from '../src/platform/redis.ts';
import { createRush } from '../src/platform/rush.ts';
import { createSlack } from '../src/platform/slack/client.ts';
import { createPeople } from '../src/platform/slack/people.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import { dockerCredentials } from '../src/providers/images/docker-config.ts';
import { createImageSources } from '../src/providers/images/index.ts';
import { createMetricSource } from '../src/providers/metrics/index.ts';
import { createPromBatcher } from '../src/providers/metrics/prom-batch.ts';
import { createRouter } from '../src/providers/routers/index.ts';
import { createProducer } from '../src/queue/producer.ts';
import { comparedBefore } from '../src/recovery/loop.ts';
import { noticeLoss } from '../src/recovery/notice-loss.ts';
import type { RequestDeps } from '../src/requests/deps.ts';
import { observeStore } from '../src/store/observed-store.ts';
import { createRedisStore } from '../src/store/redis-store.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import type { Observing } from './observing.ts';

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

/** What must be known of Redis before anything is wired. */
export interface Opened {
  redis: RedisConnection;
  /** Signs what is left in clusters. */
  keyring: Keyring;
}

/** Run in reverse order when the process stops. */
export type Closing = (() => Promise<void> | void)[];

export type Wired = ReturnType<typeof wire>;

/** A third of the heap for folded logs, of some 20 KB each: those that are not kept are read again at each look. */
const rememberedLogs = Math.floor(getHeapStatistics().heap_size_limit / 3 / 20_000);

/** How long (ms) a release that goes back is waited for until it has written its first step: a busy API server takes long. */
const firstWriteMs = 5000;
/** What is undone after the traffic is back waits for others' first writes at most so long (ms). */
const tidyingWaitMs = 5000;
/** People read an alert in seconds: it may come this much later (ms) where many releases go back at once. */
const newsWaitMs = 3000;

/** Makes the ports of a process and what stands on them. Connects to nothing but Redis. */
export function wire(options: WiringOptions, { redis, keyring }: Opened, observing: Observing, closing: Closing) {
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
  const seals = createSeals(keyring);
  const recovery = {
    store: ports.store,
    clusters,
    seals,
    queue,
    clock,
    log,
    redis,
    prefix: `${settings.prefix}:`,
    lastingKey: settings.undoKeys.length > 0,
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
    seals,
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
    secret: namedSecret(process.env),
    followedPods: shelf.pods,
    askPrometheus: createPromBatcher(clock),
  };
  const rush = createRush();
  const engine: Omit<EngineDeps, 'seen'> = {
    store,
    clusters,
    seals,
    clock,
    log,
    routerOf: (plan) => requests.routerOf(plan.target.router),
    metricsOf: ({ target }) =>
      observeLooks(createMetricSource(metrics, target.metrics), target.metrics.kind, telemetry),
    folded: createFoldedLogs(rememberedLogs),
    calm: () => rush.calm(tidyingWaitMs),
    told(id, goesBack) {
      if (goesBack) rush.begins(id, firstWriteMs);
      else rush.ends(id);
      // News of a way back wait for its first write: many that go back at once must not wait for their messages.
      const first = goesBack ? rush.calm(newsWaitMs) : Promise.resolve();
      void first.then(() => queue.tell(id, true)).catch(noted(log, id));
    },
  };
  return { requests, engine, rush, shelf, slack, observing, redis, recovery, beforeFirst };
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
