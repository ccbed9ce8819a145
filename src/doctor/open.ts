import type { EnvironmentSettings, SlackSettings } from '../config/environment.ts';
import type { Loaded } from '../config/load.ts';
import type { Target } from '../domain/target.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { createHttpClient, createHttpGet } from '../platform/http.ts';
import { type ClusterSettings, createClusters } from '../platform/kube/index.ts';
import { connectPromptly, whenReady } from '../platform/redis.ts';
import { durabilityWarnings } from '../platform/redis-durability.ts';
import { createSlackProbe } from '../platform/slack/probe.ts';
import { createSwitches } from '../platform/switches.ts';
import { createWebhooks } from '../platform/webhook.ts';
import { createFlags } from '../providers/flags/index.ts';
import { dockerCredentials } from '../providers/images/docker-config.ts';
import { createImageSources } from '../providers/images/index.ts';
import { createMetricSource } from '../providers/metrics/index.ts';
import { createRouter } from '../providers/routers/index.ts';
import { createSources } from '../providers/source/index.ts';
import { createLookAround } from '../requests/surroundings.ts';
import { createRedisStore } from '../store/redis-store.ts';
import type { CheckResult } from './check.ts';
import { createReach } from './cluster.ts';
import { examine } from './examine.ts';
import { looksAt } from './provider-looks.ts';
import type { RedisProbe } from './redis.ts';

/** What the environment variables say; null for the part of which they do not say enough. */
export interface Circumstances {
  settings: Pick<EnvironmentSettings, 'redisUrl' | 'prefix' | 'dockerConfig'> | null;
  slack: SlackSettings | null;
  catalogue: Loaded;
  /** How the clusters of the catalogue are reached. */
  clusters: Readonly<Record<string, ClusterSettings>>;
  /** The value of an environment variable that the settings of a source name. */
  secret(name: string): string | undefined;
}

const callMs = 8000;
const redisMs = 5000;

/** Connects to everything, looks at it, and closes all again. Never throws for what is wrong out there. */
export async function examineWorld(world: Circumstances, clock: Clock = systemClock): Promise<CheckResult[]> {
  const { settings, slack, catalogue } = world;
  const http = createHttpClient();
  const clusters = createClusters(world.clusters, { timeoutMs: callMs });
  const redis = settings && openRedis(settings);
  const get = createHttpGet(http);
  const known = catalogue.kind === 'valid' ? catalogue.catalogue.clusters : {};
  const podNetwork = (cluster: string) => known[cluster]?.kind === 'in-cluster';
  const imagesOf =
    settings && createImageSources({ http, clock, credentials: dockerCredentials(settings.dockerConfig) });
  const sourceOf = createSources({ http, clock, secret: world.secret });
  const flags = createFlags({ http, clock, secret: world.secret });
  const switches = createSwitches({
    settings: () => (catalogue.kind === 'valid' ? catalogue.catalogue.switches : null),
    secret: world.secret,
    clock,
  });
  const routerOf = ({ router }: Target) => createRouter({ clusters, clock }, router);
  try {
    return await examine(
      {
        slack: slack && {
          settings: slack,
          probe: createSlackProbe({ token: slack.botToken, apiUrl: slack.apiUrl ?? undefined, timeoutMs: callMs }),
        },
        redis,
        targets: imagesOf && {
          clusters,
          reach: createReach(clusters),
          lookAround: createLookAround(clusters),
          routerOf,
          flagsOf: flags.flagsOf,
          callWebhook: createWebhooks({ http, secret: world.secret }),
          looks: looksAt({
            routerOf,
            metricsOf: ({ metrics }) =>
              createMetricSource({ clusters, clock, http: get, podNetwork, secret: world.secret }, metrics),
            imagesOf: ({ images }) => imagesOf(images),
            flagsOf: flags.flagsOf,
            sourceOf: ({ source }) => sourceOf(source),
          }),
        },
        switches,
        clock,
      },
      catalogue,
    );
  } finally {
    redis?.close();
    await Promise.all([switches.close(), flags.close(), http.close(), clusters.close()]);
  }
}

function openRedis({
  redisUrl,
  prefix,
}: Pick<EnvironmentSettings, 'redisUrl' | 'prefix'>): RedisProbe & { close(): void } {
  const redis = connectPromptly(redisUrl);
  const store = createRedisStore(redis, prefix);
  let said = '';
  redis.on('error', (error) => {
    said = error.message;
  });
  const ready = whenReady(redis, redisMs).catch((error: Error) => {
    throw new Error(said === '' ? error.message : `does not answer: ${said}`);
  });
  ready.catch(() => undefined);
  return {
    async version() {
      await ready;
      return /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
    },
    async tryDatabase(database) {
      await ready;
      return store.tryDatabase(database);
    },
    async warnings() {
      await ready;
      return durabilityWarnings(redis);
    },
    close: () => redis.disconnect(),
  };
}
