import { type ContainerStatus, isLeaving, type Pod } from '../objects/pod.ts';
import { isAskedFor } from './asked-restarts.ts';
import { isEndedFromOutside, isNodesDoing } from './ended-from-outside.ts';
import { conditionOf, endsOf, lastEnd, type Terminated, timeOf } from './status.ts';

/** How often a container of the new version may end in one pod before that is trouble. */
export interface BorneRestarts {
  /** Before it has been ready: it may wait for something that is not there yet. */
  starting: number;
  /** Once it has been ready. */
  running: number;
}

/** Whether a container has ended more often than is borne. Ends of a pod that nobody can date count as those of a ready one. */
export function isBeyond(status: ContainerStatus, pod: Pod, { starting, running }: BorneRestarts): boolean {
  const ended = lastEnd(status);
  const borne = ended && !wasReady(pod, ended) ? starting : running;
  return endsOf(status) > borne;
}

/**
 * Whether the run that ended had been ready. A pod that became ready after it has perhaps been ready before as well: its
 * next end will tell. Conditions have whole seconds.
 */
function wasReady(pod: Pod, { startedAt, finishedAt }: Terminated): boolean {
  const condition = conditionOf(pod, 'ContainersReady') ?? conditionOf(pod, 'Ready');
  const [changed, started, finished] = [condition?.lastTransitionTime, startedAt, finishedAt].map(timeOf);
  if (changed == null || started == null || finished == null) return true;
  return condition?.status === 'True' ? changed < finished : changed - started >= 1000;
}

/**
 * Whether the old version's pods end as often, and for the same reason: then it is what surrounds them. Either half of
 * them have ended since this pod is there, and one of them about as often as this one; or as many ends as this pod's are
 * what they come to in its time, by twice their own rate. Pods that are leaving, and what their nodes did, show nothing.
 * @param peers pods of the old version
 * @param now milliseconds since the epoch
 */
export function isAsWithPeers(status: ContainerStatus, pod: Pod, peers: readonly Pod[], now: number): boolean {
  const created = timeOf(pod.metadata.creationTimestamp);
  const reason = reasonOf(lastEnd(status));
  const staying = peers.filter((peer) => !isLeaving(peer) && !isEndedFromOutside(peer));
  const theirs = staying.flatMap((peer) => {
    const own = containersOf(peer).find(({ name }) => name === status.name);
    return own ? [{ peer, own, age: now - (timeOf(peer.metadata.creationTimestamp) ?? now) }] : [];
  });
  if (created === null || reason === null || theirs.length === 0) return false;
  const alike = theirs.filter(({ peer, own }) => {
    const ended = lastEnd(own);
    return ended && reasonOf(ended) === reason && !isNodesDoing(ended, peer) && !isAskedFor(own, peer);
  });
  const lately = alike.map(({ own }) => endsSince(own, created)).filter((ends) => ends > 0);
  if (lately.length * 2 >= theirs.length && endsOf(status) <= Math.max(...lately) + 1) return true;
  const ends = alike.reduce((sum, { own }) => sum + endsOf(own), 0);
  const time = theirs.reduce((sum, { age }) => sum + age, 0);
  return time > 0 && endsOf(status) <= (2 * ends * (now - created)) / time;
}

/** What kind of end it was; null where nobody can tell. */
function reasonOf(ended: Terminated | undefined): 'memory' | 'completed' | 'failed' | null {
  if (ended?.reason === 'OOMKilled') return 'memory';
  if (ended?.exitCode === undefined) return null;
  return ended.exitCode === 0 ? 'completed' : 'failed';
}

/** How often a container has ended since then, at most: one whose last run began before has ended only once. */
function endsSince(status: ContainerStatus, since: number): number {
  const ended = lastEnd(status);
  if ((timeOf(ended?.finishedAt) ?? 0) < since) return 0;
  const began = timeOf(ended?.startedAt);
  return began !== null && began < since ? 1 : endsOf(status);
}

function containersOf({ status }: Pod): ContainerStatus[] {
  return [...status.initContainerStatuses, ...status.containerStatuses];
}
