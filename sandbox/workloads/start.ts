import { type Clock, systemClock } from '../../src/platform/clock.ts';
import type { Images } from '../registry/index.ts';
import { type Character, createCharacters } from './characters.ts';
import { watchCluster } from './cluster-view.ts';
import { connectKube } from './kube-client.ts';
import { createKubelet, isGone, type PodRequest } from './kubelet.ts';
import { defaultTiming, type Timing } from './lifecycle.ts';
import { cpuRequest } from './manifests.ts';
import { createPodApi } from './pod-api.ts';
import { createRandom } from './prng.ts';
import { realSender } from './real-requests.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { createTruth, type Truth } from './truth.ts';
import type { World } from './world.ts';

export interface WorkloadsOptions {
  /** Kubeconfig (YAML) with embedded credentials. */
  kubeconfig: string;
  world: World;
  /** Name of this cluster in the world; only its environments get traffic. Default: all. */
  cluster?: string;
  /** What can be pulled: those of the registry. */
  images: Images;
  seed?: number;
  timing?: Partial<Timing>;
  /** Milliseconds between ticks of the traffic; 0: only by `step`. Default 100. */
  tickMs?: number;
  load?: 'usual' | 'peak';
  /** Share (0 to 1) of the requests that really go over HTTP. Default 0.01. */
  realShare?: number;
  /** First two bytes of the pod addresses; must differ between clusters. Default `10.244`. */
  podNetwork?: string;
  /**
   * Port at which pods listen at their own addresses, where these are this machine's (a network namespace with a route to
   * them). Default: any port of the loopback address.
   */
  podPort?: number;
  /** Ratio (0 to 1) of the users in an environment who get the feature behind a flag. Default: nobody does. */
  shareOf?: (flag: string, environment: string) => number;
  /** Told of each request of users that reaches a pod over HTTP. */
  onRequest?: (request: PodRequest) => void;
  clock?: Clock;
  /** Told of what went wrong inside; the simulation goes on. */
  onError?: (error: unknown) => void;
}

export interface Workloads {
  truth: Truth;
  /** Sends the requests of `ms` milliseconds at once. */
  step(ms: number): void;
  setTraffic(service: string, rps: number, environment?: string): void;
  setCharacter(service: string, tag: string, character: Character): void;
  changesOf: Traffic['changesOf'];
  /** Has users send all their requests to Services there, by real HTTP: no longer as the simulation knows the routes. */
  sendThrough(url: string): void;
  /**
   * What a pod (by its uid) uses of CPU, in thousandths of a core, with its share of the requests as the simulation knows
   * the routes; never more than twice what it asks for.
   */
  cpuOf(uid: string): number;
  /** `host:port` where the pod with this address really listens. */
  resolvePodAddress(podIP: string): string | undefined;
  stop(): Promise<void>;
}

/** Brings the pods of a cluster to life, and users to its services. Rejects where the cluster does not answer. */
export async function startWorkloads(options: WorkloadsOptions): Promise<Workloads> {
  const { tickMs = 100, clock = systemClock, onError = () => undefined } = options;
  const world = worldOn(options.world, options.cluster);
  const random = createRandom(options.seed ?? 1);
  const characters = createCharacters(world.services);
  const truth = createTruth();
  const kube = connectKube(options.kubeconfig);
  const api = createPodApi(kube, 'sandbox-node', '10.0.0.1');
  const kubelet = createKubelet({
    api,
    world,
    images: options.images,
    characters,
    clock,
    timing: { ...defaultTiming, ...options.timing },
    random: random.fork(),
    shareOf: options.shareOf ?? (() => 0),
    podNetwork: options.podNetwork ?? '10.244',
    podPort: options.podPort,
    onRequest: options.onRequest ?? (() => undefined),
    onError: (error) => isGone(error) || onError(error),
  });
  await api.registerNode();
  const view = await watchCluster(kube, kubelet);
  const real = realSender(kubelet.resolvePodAddress);
  const traffic = createTraffic({
    world,
    view,
    find: kubelet.find,
    truth,
    random: random.fork(),
    now: () => clock.now(),
    load: options.load ?? 'usual',
    send: real.send,
    realShare: options.realShare ?? 0.01,
  });
  const stopTicking = tick(clock, tickMs, traffic.step);
  return {
    truth,
    step: traffic.step,
    setTraffic: traffic.setTraffic,
    changesOf: traffic.changesOf,
    sendThrough: (url) =>
      traffic.sendThrough((service, namespace, method) => real.front(url, service, namespace, method)),
    setCharacter: characters.set,
    // A pod without a limit of CPU takes more than it asks for, but not all of a machine.
    cpuOf: (uid) => cpuRequest * Math.min(2, traffic.loadOf(uid)),
    resolvePodAddress: kubelet.resolvePodAddress,
    async stop() {
      stopTicking();
      view.stop();
      await Promise.all([kubelet.stop(), real.close(), kube.close()]);
    },
  };
}

function worldOn(world: World, cluster: string | undefined): World {
  if (cluster === undefined) return world;
  return { ...world, environments: world.environments.filter((environment) => environment.cluster === cluster) };
}

/** Steps by the time that really passed, so that a busy machine slows the ticks and not the traffic. */
function tick(clock: Clock, everyMs: number, step: (ms: number) => void): () => void {
  if (everyMs <= 0) return () => undefined;
  let before = clock.now();
  const timer = setInterval(() => {
    const now = clock.now();
    const passed = Math.min(Math.max(0, now - before), 20 * everyMs);
    before = now;
    if (passed > 0) step(passed);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
