import type { PulledImage } from './images.ts';
import type { Ending, Phase } from './lifecycle.ts';

interface Named {
  name: string;
  image: string;
}

/** All that a simulated kubelet knows of a pod's one container. Times are ISO 8601. */
export interface ContainerFacts {
  phase: Phase;
  restarts: number;
  container: string;
  image: string;
  /** Other containers, and those before them: they run as soon as the pod does, and have ended well. */
  beside: readonly Named[];
  initContainers: readonly Named[];
  pulled: PulledImage | undefined;
  /** Start of the pod on its node. */
  podStartedAt: string;
  /** Start of the run of the container that runs now. */
  startedAt: string | undefined;
  last: { ending: Ending; startedAt: string; finishedAt: string } | undefined;
  podIP: string;
  hostIP: string;
  /** When readiness last changed. */
  readyChangedAt: string;
}

/** The `status` of a pod as a kubelet would write it. */
export function podStatus(facts: ContainerFacts) {
  const ready = facts.phase.kind === 'ready';
  const running = ready || facts.phase.kind === 'unready';
  const notReady = { reason: 'ContainersNotReady', message: `containers with unready status: [${facts.container}]` };
  const condition = (type: string, holds: boolean, at: string) => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: at,
    ...(holds ? {} : notReady),
  });
  return {
    phase: everStarted(facts) ? 'Running' : 'Pending',
    startTime: facts.podStartedAt,
    hostIP: facts.hostIP,
    ...(everStarted(facts) ? { podIP: facts.podIP, podIPs: [{ ip: facts.podIP }] } : {}),
    conditions: [
      condition('PodScheduled', true, facts.podStartedAt),
      condition('Initialized', true, facts.podStartedAt),
      condition('ContainersReady', ready, facts.readyChangedAt),
      condition('Ready', ready, facts.readyChangedAt),
    ],
    containerStatuses: [
      {
        name: facts.container,
        image: facts.image,
        imageID: facts.pulled?.imageId ?? '',
        ready,
        started: running,
        restartCount: facts.restarts,
        state: stateOf(facts),
        lastState: facts.last && facts.phase.kind !== 'ended' ? { terminated: terminated(facts.last) } : {},
      },
      ...facts.beside.map((each) => besideStatus(each, facts)),
    ],
    ...(facts.initContainers.length > 0 ? { initContainerStatuses: facts.initContainers.map(initStatus) } : {}),
  };
}

function besideStatus({ name, image }: Named, facts: ContainerFacts) {
  const started = everStarted(facts);
  const state = started ? { running: { startedAt: facts.podStartedAt } } : { waiting: { reason: 'ContainerCreating' } };
  return { name, image, imageID: image, ready: started, started, restartCount: 0, state, lastState: {} };
}

function initStatus({ name, image }: Named) {
  const state = { terminated: { exitCode: 0, reason: 'Completed' } };
  return { name, image, imageID: image, ready: true, started: false, restartCount: 0, state, lastState: {} };
}

function everStarted(facts: ContainerFacts): boolean {
  return facts.startedAt !== undefined || facts.last !== undefined;
}

function stateOf(facts: ContainerFacts): Record<string, object> {
  const { phase } = facts;
  switch (phase.kind) {
    case 'creating':
      return { waiting: { reason: 'ContainerCreating' } };
    case 'pull-failed': {
      const message = `failed to pull and unpack image "${facts.image}": not found`;
      return { waiting: { reason: 'ErrImagePull', message } };
    }
    case 'pull-backoff':
      return { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${facts.image}"` } };
    case 'unready':
    case 'ready':
      return { running: { startedAt: facts.startedAt } };
    case 'ended':
      return facts.last ? { terminated: terminated(facts.last) } : {};
    case 'crash-backoff': {
      const message = `back-off restarting failed container=${facts.container}`;
      return { waiting: { reason: 'CrashLoopBackOff', message } };
    }
  }
}

function terminated(last: NonNullable<ContainerFacts['last']>) {
  const { ending, startedAt, finishedAt } = last;
  return { exitCode: ending.exitCode, reason: ending.reason, startedAt, finishedAt };
}
