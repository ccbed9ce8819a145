import { createBot } from './commands/bot.ts';
import { processIo, runCli } from './commands/cli/index.ts';
import { startAskWorker } from './jobs/asks.ts';
import { startReleaseWorker } from './jobs/releases.ts';
import { startSlackWorker } from './jobs/slack.ts';
import { startUpkeep } from './jobs/upkeep.ts';
import { startPodWatch } from './jobs/watch.ts';
import manifest from './package.json' with { type: 'json' };
import type { Catalogue } from './src/config/catalogue.ts';
import type { EnvironmentSettings } from './src/config/environment.ts';
import { examineWorld } from './src/doctor/index.ts';
import type { EngineDeps } from './src/engine/ports.ts';
import { drawChart } from './src/platform/chart.ts';
import { type Clock, systemClock } from './src/platform/clock.ts';
import { startHealth } from './src/platform/health.ts';
import { createHttpClient, createHttpGet } from './src/platform/http.ts';
import { createClusters } from './src/platform/kube/index.ts';
import type { Clusters } from './src/platform/kube.ts';
import type { Log } from './src/platform/log.ts';
import { connectPatiently, connectPromptly, durabilityWarnings, whenReady } from './src/platform/redis.ts';
import { createSlack } from './src/platform/slack/client.ts';
import { createPeople } from './src/platform/slack/people.ts';
import type { SlackPort } from './src/platform/slack/port.ts';
import { createTelemetry } from './src/platform/telemetry.ts';
import { dockerCredentials } from './src/providers/images/docker-config.ts';
import { createImageSources } from './src/providers/images/index.ts';
import { providerSchemas } from './src/providers/index.ts';
import { createMetricSource } from './src/providers/metrics/index.ts';
import { createRouter } from './src/providers/routers/index.ts';
import { createProducer } from './src/queue/producer.ts';
import type { RequestDeps } from './src/requests/deps.ts';
import { createOutboxStore } from './src/store/outbox-store.ts';
import { createRedisStore } from './src/store/redis-store.ts';
import type { ReleaseStore } from './src/store/release-store.ts';

/** Everything that a test may want to wrap: each port once, before anything uses it. */
export interface Ports {
  store: ReleaseStore;
  slack: SlackPort;
  clusters: Clusters;
}

export interface AppOptions {
  settings: EnvironmentSettings;
  catalogue(): Catalogue;
  log: Log;
  clock?: Clock;
  wrap?(ports: Ports): Ports;
  /** Further warnings for App Home: what whoever started the app knows. */
  warnings?(): string[];
  /** At least this long between two edits of one message (ms). */
  editEveryMs?: number;
}

export interface App {
  /** Where `/healthz`, `/readyz`, `/metrics` and, over HTTP, Slack's requests are served. */
  port: number;
  /** Ends what runs now gently; what is parked stays in Redis for the next process. */
  stop(): Promise<void>;
}

const sweepEveryMs = 5000;
const watchEveryMs = 1000;

/** Composition root: makes every part of the role and connects them. Rejects when one of them cannot start. */
export async function startApp(options: AppOptions): Promise<App> {
  const { settings, log, clock = systemClock } = options;
  const closing: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of closing.reverse()) await close();
  };
  try {
    return { port: await compose(), stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function compose(): Promise<number> {
    const prompt = connectPromptly(settings.redisUrl);
    closing.push(() => prompt.disconnect());
    prompt.on('error', (error) => log.warn({ error: error.message }, 'Redis'));
    await whenReady(prompt, 10_000);
    const world = connectWorld(prompt);
    const { requests, slack, telemetry } = world;
    const unready = async () => ((await prompt.ping().catch(() => null)) ? [] : ['Redis does not answer']);
    const durability = () => durabilityWarnings(prompt).catch(() => ['Redis does not answer']);
    const warnings = async () => [...(await durability()), ...(options.warnings?.() ?? [])];
    for (const warning of await durability()) log.warn({}, warning);
    if (settings.role !== 'bot') await startWorkers(world);
    const bot =
      settings.role !== 'worker' && settings.slack.mode !== 'none'
        ? createBot({ requests, slack, telemetry, catalogue: options.catalogue, warnings }, settings.slack, log)
        : null;
    const beforeMetrics = async () => telemetry.live.set((await requests.store.live()).length);
    const health = await startHealth({
      port: settings.port,
      host: settings.host,
      registry: telemetry.registry,
      unready,
      beforeMetrics,
      next: bot?.listener ?? null,
    });
    closing.push(() => health.close());
    if (bot) {
      await bot.start();
      closing.push(() => bot.stop());
    }
    return health.port;
  }

  function connectWorld(prompt: ReturnType<typeof connectPromptly>) {
    const http = createHttpClient();
    const clusters = createClusters(clusterSettings(options.catalogue(), settings));
    closing.push(
      () => http.close(),
      () => clusters.close(),
    );
    const slack = createSlack({ token: settings.slack.botToken, apiUrl: settings.slack.apiUrl ?? undefined });
    const plain: Ports = { store: createRedisStore(prompt, `${settings.prefix}:`), slack, clusters };
    const ports = options.wrap?.(plain) ?? plain;
    const people = createPeople(ports.slack, clock);
    const queue = createProducer(prompt, settings.prefix, log);
    closing.push(() => queue.close());
    const telemetry = createTelemetry();
    const requests: RequestDeps = {
      ...ports,
      queue,
      people,
      clock,
      log,
      catalogue: options.catalogue,
      imagesOf: createImageSources({ http, clock, credentials: dockerCredentials(settings.dockerConfig) }),
      routerOf: (config) => createRouter({ clusters: ports.clusters, clock }, config),
    };
    const get = createHttpGet(http);
    const podNetwork = (cluster: string) => options.catalogue().clusters[cluster]?.kind === 'in-cluster';
    const secret = (name: string) => process.env[name];
    const engine: EngineDeps = {
      ...ports,
      clock,
      log,
      routerOf: (plan) => createRouter({ clusters: ports.clusters, clock }, plan.target.router),
      metricsOf: (plan) =>
        createMetricSource({ clusters: ports.clusters, clock, http: get, podNetwork, secret }, plan.target.metrics),
      told: (id) =>
        void queue
          .tell(id, true)
          .catch((error: Error) => log.warn({ release: id, error: error.message }, 'news wait for the next sweep')),
    };
    return { requests, engine, slack: ports.slack, telemetry, people, prompt };
  }

  async function startWorkers({
    requests,
    engine,
    slack,
    people,
    prompt,
  }: ReturnType<typeof connectWorld>): Promise<void> {
    const connection = connectPatiently(settings.redisUrl);
    connection.on('error', (error) => log.warn({ error: error.message }, 'Redis'));
    const base = { connection, prefix: settings.prefix };
    const outbox = createOutboxStore(prompt, `${settings.prefix}:`);
    const watch = startPodWatch(requests, { everyMs: watchEveryMs });
    const workers = [
      startReleaseWorker(engine, { ...base, concurrency: settings.concurrency }),
      startSlackWorker(
        { ...requests, outbox, slack, people, draw: drawChart, editEveryMs: options.editEveryMs ?? 2000 },
        base,
      ),
      startAskWorker({ requests, slack }, base),
      await startUpkeep(requests, { ...base, everyMs: sweepEveryMs }),
    ];
    closing.push(
      () => connection.disconnect(),
      () => watch.close(),
      async () => void (await Promise.all(workers.map((worker) => worker.close()))),
    );
  }
}

function clusterSettings(catalogue: Catalogue, { kubeconfig }: EnvironmentSettings) {
  return Object.fromEntries(
    Object.entries(catalogue.clusters).map(([name, cluster]) => [
      name,
      cluster.kind === 'in-cluster' ? {} : { kubeconfig: cluster.kubeconfig ?? kubeconfig, context: cluster.context },
    ]),
  );
}

/** The command line. Ends the process with its exit code, also where something still keeps the event loop busy. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCli(argv, {
    io: processIo,
    providers: providerSchemas,
    version: manifest.version,
    startApp,
    examine: ({ settings, slack, catalogue }) => {
      const known = settings && catalogue.kind === 'valid' ? clusterSettings(catalogue.catalogue, settings) : {};
      return examineWorld({ settings, slack, catalogue, clusters: known, secret: (name) => process.env[name] });
    },
    async openStore(redisUrl, prefix) {
      const redis = connectPromptly(redisUrl);
      redis.on('error', () => undefined);
      await whenReady(redis, 5000).catch((error: unknown) => {
        redis.disconnect();
        throw error;
      });
      return { store: createRedisStore(redis, `${prefix}:`), close: () => redis.disconnect() };
    },
  });
  setTimeout(() => process.exit(), 500).unref();
}
