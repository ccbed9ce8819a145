import type { ContainerStatus, Pod } from '../objects/pod.ts';
import { conditionOf, timeOf } from './status.ts';

/** A pod that its node ended for its own breach: of the disk that it asked for, not of the node's need. */
const ownBreach = /exceed(?:s|ed) (?:the |its )?(?:total |local )?(?:limit|ephemeral|local)/i;

/** Why a pod was evicted for what it did itself, in Kubernetes' words; null where it was not. */
export function evictedForItself({ status }: Pod): string | null {
  const { message = '' } = status;
  return isEvicted({ status }) && ownBreach.test(message) ? message : null;
}

/** Its kubelet has evicted it, for whatever reason. */
export function isEvicted({ status }: Pick<Pod, 'status'>): boolean {
  return status.phase === 'Failed' && status.reason === 'Evicted';
}

/** Its kubelet has not let it in, so that none of its containers was ever made. */
export function isRejected(pod: Pod): boolean {
  const { phase, containerStatuses, initContainerStatuses } = pod.status;
  if (phase !== 'Failed' || isEvicted(pod) || conditionOf(pod, 'DisruptionTarget')?.status === 'True') return false;
  return [...initContainerStatuses, ...containerStatuses].every(({ state }) => !state.running && !state.terminated);
}

/** Why a pod has ended for good by its own settings, in Kubernetes' words; null where it has not. */
export function endedByItself({ status }: Pod): string | null {
  const { phase, reason, message } = status;
  return phase === 'Failed' && reason === 'DeadlineExceeded' ? message || reason : null;
}

/** What kubelets and controllers call the end of a pod that did nothing for it. */
const fromOutside =
  /^(?:Evicted|Preempting|Terminated|NodeShutdown|Shutdown|NodeLost|NodeAffinity|UnexpectedAdmissionError|TopologyAffinityError|OutOf.*)$/;
/** Killed, or asked to end: by whom, the code does not say. */
const signals = [0, 137, 143, 255];

/**
 * Whether something other than its own containers has ended a pod, or is about to: a node that shuts down, is drained, or
 * runs out of something; a preemption; a kubelet that refused it. A workload restarts containers within a pod, so that a pod
 * fails from outside; where its reason is not known, an exit that none has asked for speaks against that.
 */
export function isEndedFromOutside(pod: Pod): boolean {
  const { phase, reason = '', containerStatuses, initContainerStatuses } = pod.status;
  if (conditionOf(pod, 'DisruptionTarget')?.status === 'True') return true;
  if (phase !== 'Failed') return false;
  return fromOutside.test(reason) || ![...initContainerStatuses, ...containerStatuses].some(hasFailed);
}

function hasFailed({ state: { terminated } }: ContainerStatus): boolean {
  if (terminated === undefined) return false;
  return terminated.reason === 'OOMKilled' || !signals.includes(terminated.exitCode ?? 0);
}

type Ended = NonNullable<ContainerStatus['state']['terminated']>;

/** What keeps a node, and not what is in the image, from starting a container. */
const nodesNeed =
  /no space left on device|too many open files|cannot allocate memory|resource temporarily unavailable|deadline exceeded|input\/output error|ttrpc: closed|connection (?:refused|reset)|transport is closing/i;

/**
 * Whether a container's exit was its node's doing: it was lost when the node restarted (the kubelet then knows no more than
 * 255 Unknown), it could not be found any more or not be started, or the whole pod was set up again around it.
 */
export function isNodesDoing(ended: Ended, pod: Pod): boolean {
  if (ended.reason === 'ContainerStatusUnknown') return true;
  if (ended.exitCode === 255 && ended.reason === 'Unknown') return true;
  if (ended.reason === 'StartError' && nodesNeed.test(ended.message ?? '')) return true;
  const setUp = timeOf(conditionOf(pod, 'PodReadyToStartContainers')?.lastTransitionTime);
  const finished = timeOf(ended.finishedAt);
  const killed = [137, 143, 255].includes(ended.exitCode ?? 0);
  return killed && ended.reason !== 'OOMKilled' && setUp !== null && finished !== null && setUp >= finished;
}
