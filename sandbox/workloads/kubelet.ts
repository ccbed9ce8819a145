import type { Clock } from '../../src/platform/clock.ts';
import type { Images } from '../registry/index.ts';
import type { Character, Characters } from './characters.ts';
import type { Container } from './container.ts';
import { pullImage } from './images.ts';
import { KubeError } from './kube-client.ts';
import type { Timing } from './lifecycle.ts';
import type { Pod } from './objects.ts';
import type { PodApi } from './pod-api.ts';
import { type PodRun, runPod } from './pod-run.ts';
import type { Random } from './prng.ts';
import type { World } from './world.ts';

export interface KubeletDeps {
  api: PodApi;
  world: World;
  images: Images;
  characters: Characters;
  clock: Clock;
  timing: Timing;
  random: Random;
  /** Ratio (0 to 1) of the users in an environment who get the feature behind a flag. */
  shareOf: (flag: string, environment: string) => number;
  /** First two bytes of the pod addresses, such as `10.244`. */
  podNetwork: string;
  /** Where pods listen at their own addresses; undefined: at any port of the loopback address. */
  podPort: number | undefined;
  /** Told of each request of users that reaches a pod over HTTP. */
  onRequest: (request: PodRequest) => void;
  /** Told of what went wrong for one pod; the others go on. */
  onError: (error: unknown) => void;
}

/** A request that has arrived at a pod. */
export interface PodRequest {
  pod: string;
  service: string;
  version: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface RunningPod {
  service: string;
  version: string;
  container: Container | undefined;
}

export interface Kubelet {
  /** A pod is there, new or changed. */
  present(pod: Pod): void;
  /** A pod is gone from the API. */
  absent(pod: Pod): void;
  find(pod: Pod): RunningPod | undefined;
  /** `host:port` where the pod with this address listens; undefined for any other. */
  resolvePodAddress(podIP: string): string | undefined;
  stop(): Promise<void>;
}

/** Runs the pods of a cluster in this process. Any pod is taken, whatever node it is on. */
export function createKubelet(deps: KubeletDeps): Kubelet {
  /** By pod uid, until the API says that the pod is gone: late events must not bring a dead pod back. */
  const runs = new Map<string, PodRun>();
  const addresses = new Map<string, string>();
  let lastIP = 0;
  const unsubscribe = deps.characters.onChange((service, tag) => {
    for (const run of runs.values()) if (run.service === service && run.version === tag) run.nudge();
  });

  function start(pod: Pod): void {
    const { uid } = pod.metadata;
    lastIP += 1;
    const podIP = `${deps.podNetwork}.${(lastIP >> 8) & 255}.${lastIP & 255}`;
    const workload = workloadOf(pod, deps);
    const { service, pulled } = workload;
    const environment = deps.world.environments.find(({ namespace }) => namespace === pod.metadata.namespace);
    const run = runPod(pod, {
      ...deps,
      ...workload,
      shareOf: (flag) => deps.shareOf(flag, environment?.name ?? ''),
      containerName: mainContainer(pod, deps.world, deps.images)?.name ?? '',
      random: deps.random.fork(),
      podIP,
      at: deps.podPort === undefined ? { host: '127.0.0.1', port: 0 } : { host: podIP, port: deps.podPort },
      onListen: (address) => addresses.set(podIP, address),
      onRequest: () =>
        deps.onRequest({ pod: pod.metadata.name, service, version: pulled?.tag ?? '', at: deps.clock.now() }),
    });
    runs.set(uid, run);
    void run.done.catch(deps.onError).finally(() => addresses.delete(podIP));
  }

  return {
    present(pod) {
      // What a Job runs is not of this world: see sandbox/cluster/controllers/job-pods.ts.
      if (pod.metadata.labels?.['job-name'] !== undefined) return;
      const run = runs.get(pod.metadata.uid);
      const ending = Boolean(pod.metadata.deletionTimestamp);
      const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if (run === undefined && !over) start(pod);
      if (over) runs.get(pod.metadata.uid)?.kill();
      if (ending) runs.get(pod.metadata.uid)?.terminate();
    },
    absent(pod) {
      runs.get(pod.metadata.uid)?.kill();
      runs.delete(pod.metadata.uid);
    },
    find(pod) {
      const run = runs.get(pod.metadata.uid);
      return run && { service: run.service, version: run.version, container: run.container() };
    },
    resolvePodAddress: (podIP) => addresses.get(podIP),
    async stop() {
      unsubscribe();
      for (const run of runs.values()) run.kill();
      await Promise.allSettled([...runs.values()].map(({ done }) => done));
    },
  };
}

/** What the world says of the image of a pod. What it does not know, or the registry does not have, is not pulled. */
function workloadOf(pod: Pod, { images, world, characters }: KubeletDeps) {
  const { image = '' } = mainContainer(pod, world, images) ?? {};
  const pulled = pullImage(image, images);
  const service = world.services.find((each) => each.image === pulled?.repository);
  if (pulled === undefined || service === undefined) {
    const character = (): Character => 'image-pull';
    return {
      pulled: undefined,
      service: '',
      latency: { median: 0, spread: 0 },
      errors: 0,
      character,
      page: 'usual' as const,
    };
  }
  const { name, latency, errors, feature, orders, page = 'usual' } = service;
  const character = () => characters.of(name, pulled.tag);
  return { pulled, service: name, latency, errors, feature, orders, page, character };
}

/** The container that serves: the first whose image is one of the world's, as others (a proxy) may stand before it. */
function mainContainer({ spec }: Pod, world: World, images: Images): Pod['spec']['containers'][number] | undefined {
  const known = (image: string) => world.services.some((each) => each.image === pullImage(image, images)?.repository);
  return spec.containers.find(({ image }) => known(image)) ?? spec.containers[0];
}

/** Whether an error only says that the pod went away meanwhile. */
export function isGone(error: unknown): boolean {
  return error instanceof KubeError && error.status === 404;
}
