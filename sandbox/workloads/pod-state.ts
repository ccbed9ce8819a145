import type { Clock } from '../../src/platform/clock.ts';
import type { Character, ShareOf } from './characters.ts';
import { type Container, startContainer } from './container.ts';
import type { PulledImage } from './images.ts';
import { type Ending, nextPhase, type Phase, type Timing, type Transition } from './lifecycle.ts';
import type { Pod } from './objects.ts';
import type { PageName } from './pages/index.ts';
import { podStatus } from './pod-status.ts';
import type { Random } from './prng.ts';

export interface PodStateDeps {
  clock: Clock;
  timing: Timing;
  random: Random;
  pulled: PulledImage | undefined;
  latency: { median: number; spread: number };
  errors: number;
  character: () => Character;
  shareOf: ShareOf;
  /** The flag whose feature its counters tell apart. */
  feature?: string | undefined;
  /** Ratio (0 to 1) of its requests that end in an order; absent where it counts none. */
  orders?: number | undefined;
  /** What its page of metrics is like. */
  page: PageName;
  podIP: string;
  /** The container that serves; the others only run beside it. */
  containerName: string;
}

/** What a simulated kubelet remembers of one pod. */
export interface PodState {
  container(): Container | undefined;
  ready(): boolean;
  /** What comes next if nothing intervenes. */
  next(): Transition | undefined;
  enter(phase: Phase): void;
  /** The container ends without a trace in the status: the pod itself goes away. */
  end(): void;
  status(hostIP: string): object;
}

/** A pod at the start of its life. */
export function createPodState(pod: Pod, deps: PodStateDeps): PodState {
  const { clock } = deps;
  const podStartedAt = iso(clock.now());
  let phase: Phase = { kind: 'creating' };
  let container: Container | undefined;
  let restarts = 0;
  let last: { ending: Ending; startedAt: string; finishedAt: string } | undefined;
  let readyChangedAt = podStartedAt;
  return {
    container: () => container,
    ready: () => phase.kind === 'ready',
    next: () => nextPhase(phase, deps.character(), restarts, deps.timing, deps.random),
    enter(to) {
      if ((to.kind === 'ready') !== (phase.kind === 'ready')) readyChangedAt = iso(clock.now());
      phase = to;
      if (to.kind === 'unready' && container === undefined) {
        if (last !== undefined) restarts += 1;
        container = startContainer({ ...deps, version: deps.pulled?.tag ?? '', now: () => clock.now() });
      } else if (to.kind === 'ended') {
        const startedAt = iso(container?.startedAt ?? clock.now());
        last = { ending: to.ending, startedAt, finishedAt: iso(clock.now()) };
        container = undefined;
      }
    },
    end() {
      container = undefined;
    },
    status(hostIP) {
      const { pulled, podIP, containerName: name } = deps;
      const { containers, initContainers = [] } = pod.spec;
      const image = containers.find((each) => each.name === name)?.image ?? '';
      const beside = containers.filter((each) => each.name !== name);
      const startedAt = container === undefined ? undefined : iso(container.startedAt);
      const times = { podStartedAt, startedAt, readyChangedAt };
      return podStatus({
        phase,
        restarts,
        container: name,
        image,
        beside,
        initContainers,
        pulled,
        last,
        podIP,
        hostIP,
        ...times,
      });
    },
  };
}

/** Kubernetes keeps times to the second. */
function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
