import { type ContainerStatus, type Pod, podSchema } from '../objects/pod.ts';
import { lastEnd, timeOf } from './status.ts';

/** Whose log tells why a pod failed, and of which run. */
export interface FailedContainer {
  name: string;
  /** Of the run before the present one: that is the one that ended. */
  previous: boolean;
}

/**
 * The container that a pod's trouble is most likely about: the one that ended last with an error, else the one that runs
 * without being ready.
 * @param raw a pod as the API server sends it
 * @returns null where no container of it has run
 */
export function failedContainer(raw: unknown): FailedContainer | null {
  const pod = podSchema.safeParse(raw).data;
  if (!pod) return null;
  const [ended] = statusesOf(pod)
    .filter((status) => (lastEnd(status)?.exitCode ?? 0) !== 0)
    .sort((a, b) => endedAt(b) - endedAt(a));
  if (ended) return { name: ended.name, previous: !ended.state.terminated };
  const unready = pod.status.containerStatuses.find(({ ready, state }) => !ready && state.running);
  return unready ? { name: unready.name, previous: false } : null;
}

function statusesOf({ status }: Pod): ContainerStatus[] {
  return [...status.initContainerStatuses, ...status.containerStatuses];
}

function endedAt(status: ContainerStatus): number {
  return timeOf(lastEnd(status)?.finishedAt) ?? 0;
}
