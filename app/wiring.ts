import { namedSecret } from '../src/config/environment.ts';
import type { EngineDeps } from '../src/engine/ports.ts';
import type { Pace } from '../src/outbox/circuit-breaker.ts';
import { createHttpClient, createHttpGet } from '../src/platform/http.ts';
import type { Keyring } from '../src/platform/keyring.ts';
import { createSeals } from '../src/platform/kube/seal.ts';
import type { RedisConnection } from '../src/platform/redis.ts';
import { createMembers } from '../src/platform/slack/members.ts';
import { createPeople } from '../src/platform/slack/people.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import { createUrgentWork, type UrgentWork } from '../src/platform/urgent-work.ts';
import { dockerCredentials } from '../src/providers/images/docker-config.ts';
import { createImageSources } from '../src/providers/images/index.ts';
import { createMetricSource } from '../src/providers/metrics/index.ts';
import { createRouter } from '../src/providers/routers/index.ts';
import { createSources } from '../src/providers/source/index.ts';
import { createProducer } from '../src/queue/producer.ts';
import { createRecovery, type Recovery } from '../src/recovery/loop.ts';
import { noticeLoss } from '../src/recovery/notice-loss.ts';
import type { RequestDeps } from '../src/requests/deps.ts';
import { handingOn } from '../src/requests/handing-on.ts';
import { createLookAround } from '../src/requests/surroundings.ts';
import { createPodInformers, type PodInformers } from '../src/watch/pod-informers.ts';
import { engineDeps } from './engine.ts';
import type { Observing } from './observing.ts';
import { type Closing, createPorts, type PortOptions, type Ports } from './ports.ts';

export interface WiringOptions extends PortOptions {
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

/** The parts of a process, whatever its role. */
export interface Wired {
  requests: RequestDeps;
  engine: Omit<EngineDeps, 'seen'>;
  slack: SlackPort;
  urgentWork: UrgentWork;
  informers: PodInformers;
  recovery: Recovery;
  observing: Observing;
  redis: RedisConnection;
}

/** Makes the ports of a process and what stands on them. Connects to nothing but Redis. */
export function wire(options: WiringOptions, opened: Opened, observing: Observing, closing: Closing): Wired {
  const { settings, log } = options;
  const { redis } = opened;
  const http = createHttpClient();
  closing.push(() => http.close());
  const ports = createPorts(options, { redis, http }, observing, closing);
  const queue = observing.producer(createProducer(redis, settings.prefix, log, observing.queueOptions));
  closing.push(() => queue.close());
  const { recovery, ...requests } = requestDeps(options, opened, { ...ports, queue, http });
  const informers = createPodInformers(ports.clusters, (place, error) =>
    log.debug({ ...place, error: error.message }, 'pod watch is being mended'),
  );
  const urgentWork = createUrgentWork();
  const engine = engineDeps({ requests, http, informers, urgentWork, observing });
  return { requests, engine, slack: ports.slack, urgentWork, informers, recovery, observing, redis };
}

type Made = Ports & Pick<RequestDeps, 'queue'> & { http: ReturnType<typeof createHttpClient> };

/** What answers people, on a store that notices what Redis has lost. */
function requestDeps(
  { settings, log, clock, catalogue }: WiringOptions,
  { redis, keyring }: Opened,
  { store: plainStore, slack, clusters, flags, switches, queue, http }: Made,
): RequestDeps & { recovery: Recovery } {
  const store = handingOn(plainStore, queue);
  const seals = createSeals(keyring);
  const figures = {
    clusters,
    clock,
    http: createHttpGet(http),
    podNetwork: (cluster: string) => catalogue().clusters[cluster]?.kind === 'in-cluster',
    secret: namedSecret(process.env),
  };
  const members = createMembers(slack, clock);
  const standingOf = (user: string) => members.standingOf({ user, teamIds: [], enterpriseId: null });
  const people = { ...createPeople(slack, clock), standingOf };
  const recovery = createRecovery({
    store,
    clusters,
    seals,
    queue,
    clock,
    log,
    redis,
    slack,
    people,
    prefix: `${settings.prefix}:`,
    lastingKey: settings.undoKeys.length > 0,
    targets: () => catalogue().services.flatMap((service) => service.targets),
  });
  return {
    store: noticeLoss(store, {
      clusters,
      seals,
      clock,
      log,
      beforeCreate: recovery.beforeCreate,
      beforeFirst: recovery.compared,
    }),
    clusters,
    seals,
    queue,
    people,
    clock,
    log,
    catalogue,
    imagesOf: createImageSources({ http, clock, credentials: dockerCredentials(settings.dockerConfig) }),
    routerOf: (config) => createRouter({ clusters, clock }, config),
    flagsOf: flags,
    sourceOf: createSources({ http, clock, secret: namedSecret(process.env) }),
    switches,
    lookAround: createLookAround(clusters),
    figuresOf: (target) => createMetricSource(figures, target.metrics).look(target, 0),
    recovery,
  };
}
