import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterOptions, createCluster, type SandboxCluster } from '../cluster/index.ts';
import { findRedis } from '../redis/index.ts';
import { createRegistry, type Registry } from '../registry/index.ts';
import { createSlackSandbox, type SlackSandbox, type SlackSandboxOptions } from '../slack/index.ts';
import type { FlagService, RunningUnleash } from '../unleash/index.ts';
import {
  defaultWorld,
  installWorld,
  printedBy,
  repositoriesOf,
  startWorkloads,
  type Workloads,
  type WorkloadsOptions,
  type World,
  withPlaces,
} from '../workloads/index.ts';
import { type CatalogueOptions, catalogueText } from './catalogue.ts';
import { startFlags } from './moving-entries.ts';
import { seed } from './people.ts';

/** The world around Sluice: a Slack, a cluster with busy services, a registry, a Redis. Everything but Sluice itself. */
export interface SandboxWorld<C extends AnyCluster = SandboxCluster> {
  slack: SlackSandbox;
  cluster: C;
  registry: Registry;
  workloads: Workloads;
  redisUrl: string;
  /** How the Redis came about, in words. */
  redisHow: string;
  /** Null where the world has none. */
  flags: FlagService | null;
  /** What Sluice's environment must have for it, beyond the settings. */
  env: Readonly<Record<string, string>>;
  /** Paths of the kubeconfig and the catalogue, for Sluice's settings. */
  kubeconfig: string;
  catalogue: string;
  stop(): Promise<void>;
}

/** A Kubernetes API that the world can be put on. */
export interface AnyCluster {
  /** YAML of an administrator. */
  kubeconfig(): string;
  close(): Promise<unknown>;
}

/**
 * Makes the cluster of a world.
 * @param reach where the pod with an IP really listens
 * @param cpuOf what a pod uses of CPU, in thousandths of a core
 */
export type MakeCluster<C extends AnyCluster> = (
  reach: Workloads['resolvePodAddress'],
  cpuOf: Workloads['cpuOf'],
) => Promise<C>;

/** Makes the proxy of a world. Its URL takes requests to `<service>.<namespace>`, by their Host. */
export type MakeProxy = (place: {
  kubeconfig: string;
  addressOf: (ip: string, port: number) => { host: string; port: number } | undefined;
}) => Promise<{ url: string; stop(): Promise<unknown> }>;

export interface WorldOptions {
  /** Time per canary stage and between judgements, e.g. `6s` and `1s`. */
  pace: Pick<CatalogueOptions, 'bake' | 'interval' | 'patience' | 'expires'>;
  slack?: Partial<Omit<SlackSandboxOptions, 'seed'>>;
  cluster?: ClusterOptions;
  world?: World;
  seed?: number;
  load?: 'usual' | 'peak';
  /** How pods live, where they listen, and who is told of their requests. */
  pods?: Pick<WorkloadsOptions, 'timing' | 'podNetwork' | 'podPort' | 'onRequest'>;
  /** A flag service, with the services for which a flag or a database moves in the catalogue. */
  flags?: () => Promise<RunningUnleash>;
  /** An environment of several places, with a service in them. */
  places?: boolean;
  /** A proxy for the users to send their requests through, once the workloads are there. */
  proxy?: MakeProxy;
  /** Changes the catalogue before it is written. */
  edit?(catalogue: string): string;
  env?: NodeJS.ProcessEnv;
  say?(line: string): void;
}

/** Starts the world. What it started is stopped again by `stop`, also when the start fails half-way. */
export function startWorld(options: WorldOptions): Promise<SandboxWorld> {
  return startWorldOn(
    (_reach, cpuOf) =>
      createCluster({
        name: 'sandbox',
        cpuOf: (pod) => cpuOf(pod.metadata.uid ?? ''),
        // Half of what they ask for, whatever they have to do.
        memoryOf: () => 64 * 1024 ** 2,
        podLogs: printedBy,
        ...options.cluster,
      }),
    options,
  );
}

/** As `startWorld`, on a cluster of another making. */
export async function startWorldOn<C extends AnyCluster>(
  make: MakeCluster<C>,
  options: Omit<WorldOptions, 'cluster'>,
): Promise<SandboxWorld<C>> {
  const { world: plain = defaultWorld, places = false, env = process.env, say = () => undefined } = options;
  const world = places ? withPlaces(plain) : plain;
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  const opened = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    closing.push(() => close(thing));
    return thing;
  };
  let workloads: Workloads | undefined;
  try {
    const [redis, cluster, registry, slack, dir, flags] = await Promise.all([
      findRedis(env, say).then((found) => opened(found, (it) => it.stop())),
      make(
        (podIP) => workloads?.resolvePodAddress(podIP),
        (uid) => workloads?.cpuOf(uid) ?? 0,
      ).then((made) => opened(made, (it) => it.close())),
      createRegistry({ repositories: repositoriesOf(world) }).then((made) => opened(made, (it) => it.close())),
      createSlackSandbox({ delivery: { mode: 'socket' }, ...options.slack, seed }).then((made) =>
        opened(made, (it) => it.close()),
      ),
      mkdtemp(join(tmpdir(), 'sluice-sandbox-')).then((made) =>
        opened(made, (it) => rm(it, { recursive: true, force: true })),
      ),
      options.flags ? startFlags(options.flags).then((made) => opened(made, (it) => it.stop())) : null,
    ]);
    await installWorld(cluster, world, { registryHost: registry.host });
    workloads = opened(
      await startWorkloads({
        kubeconfig: cluster.kubeconfig(),
        world,
        images: registry.images,
        seed: options.seed ?? 1,
        load: options.load ?? 'peak',
        ...(flags ? { shareOf: flags.shareOf } : {}),
        ...options.pods,
        onError: (error) => say(`simulated workloads: ${error}`),
      }),
      (it) => it.stop(),
    );
    if (options.proxy) {
      const { resolvePodAddress, sendThrough } = workloads;
      const addressOf = (ip: string) => addressFrom(resolvePodAddress(ip));
      const proxy = await options.proxy({ kubeconfig: cluster.kubeconfig(), addressOf });
      opened(proxy, (it) => it.stop());
      sendThrough(proxy.url);
    }
    const kubeconfig = join(dir, 'kubeconfig.yaml');
    const catalogue = join(dir, 'sluice.yaml');
    await writeFile(kubeconfig, cluster.kubeconfig());
    const text = catalogueText({ registry: registry.host, kubeconfig, flags, places, ...options.pace });
    await writeFile(catalogue, options.edit?.(text) ?? text);
    return {
      slack,
      cluster,
      registry,
      workloads,
      flags,
      env: flags?.env ?? {},
      redisUrl: redis.url,
      redisHow: redis.how,
      kubeconfig,
      catalogue,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressFrom(address: string | undefined) {
  const [host = '', port = ''] = address?.split(':') ?? [];
  return address === undefined ? undefined : { host, port: Number(port) };
}
