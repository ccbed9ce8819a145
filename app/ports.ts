import type { Catalogue } from '../src/config/catalogue.ts';
import { type EnvironmentSettings, namedSecret } from '../src/config/environment.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { HttpClient } from '../src/platform/http.ts';
import { createClusters } from '../src/platform/kube/index.ts';
import type { Clusters } from '../src/platform/kube.ts';
import type { Log } from '../src/platform/log.ts';
import { observeClusters, observeSlack } from '../src/platform/observe.ts';
import type { RedisConnection } from '../src/platform/redis.ts';
import { createSlack } from '../src/platform/slack/client.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import { createSwitches } from '../src/platform/switches.ts';
import type { FlagsOf } from '../src/providers/flags/flags.ts';
import { createFlags } from '../src/providers/flags/index.ts';
import { observeStore } from '../src/store/observed-store.ts';
import { createRedisStore } from '../src/store/redis-store.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import type { Switches } from '../src/switches/switches.ts';
import type { Observing } from './observing.ts';

/** Everything that a test may want to wrap: each port once, before anything uses it. */
export interface Ports {
  store: ReleaseStore;
  slack: SlackPort;
  clusters: Clusters;
  flags: FlagsOf;
  switches: Switches;
}

/** Run in reverse order when the process stops. */
export type Closing = (() => Promise<void> | void)[];

export interface PortOptions {
  settings: EnvironmentSettings;
  /** The catalogue as it is now. */
  catalogue(): Catalogue;
  clock: Clock;
  log: Log;
  wrap?(ports: Ports): Ports;
}

/** The ports of a process, seen from outside of whatever a test wraps: what a fault makes of a call is seen too. */
export function createPorts(
  { settings, catalogue, clock, log, wrap }: PortOptions,
  { redis, http }: { redis: RedisConnection; http: HttpClient },
  { telemetry, spanLinks }: Observing,
  closing: Closing,
): Ports {
  const reached = createClusters(clusterSettings(catalogue(), settings), {
    clock,
    unopened: (cluster, why) => log.warn({ cluster, why }, 'a cluster cannot be opened; releases there wait for it'),
  });
  closing.push(() => reached.close());
  const flags = createFlags({ http, clock, secret: namedSecret(process.env) });
  closing.push(() => flags.close());
  const switches = createSwitches({
    settings: () => catalogue().switches,
    secret: namedSecret(process.env),
    clock,
  });
  // Whoever asks finds them read.
  switches.onChange(() => log.info({}, 'the switches of Sluice were read, or changed'));
  closing.push(() => switches.close());
  const plain: Ports = {
    store: createRedisStore(redis, `${settings.prefix}:`),
    slack: createSlack({ token: settings.slack.botToken, apiUrl: settings.slack.apiUrl ?? undefined, clock }),
    clusters: reached,
    flags: flags.flagsOf,
    switches,
  };
  const ports = wrap?.(plain) ?? plain;
  return {
    flags: ports.flags,
    switches: ports.switches,
    store: observeStore(ports.store, telemetry, spanLinks),
    slack: observeSlack(ports.slack, telemetry),
    clusters: observeClusters(ports.clusters, telemetry),
  };
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
