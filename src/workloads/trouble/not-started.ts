import { z } from 'zod';
import { isLeaving, type Pod, podSchema } from '../objects/pod.ts';
import { timeOf } from './status.ts';

const creating = ['ContainerCreating', 'PodInitializing'];
/** Volumes and network are there after this time (ms) as a rule, and nothing is asked about. */
const usualMs = 2000;

/** A pod that has a node, and none of whose containers has been made. */
export interface NotStarted {
  name: string;
  uid: string;
  /** How long it has been on its node (ms). */
  age: number;
}

/** Of these pods the one that has waited the longest for its volumes and its network; null where none waits. */
export function longestNotStarted(pods: readonly unknown[], now: number): NotStarted | null {
  const waiting = pods.flatMap((raw) => {
    const pod = podSchema.safeParse(raw).data;
    const began = pod && timeOf(pod.status.startTime);
    if (!pod?.metadata.uid || began == null || isLeaving(pod) || !isBeingMade(pod)) return [];
    return [{ name: pod.metadata.name, uid: pod.metadata.uid, age: now - began }];
  });
  const [longest] = waiting.sort((a, b) => b.age - a.age);
  return longest && longest.age >= usualMs ? longest : null;
}

function isBeingMade({ status }: Pod): boolean {
  const all = [...status.initContainerStatuses, ...status.containerStatuses];
  return (
    all.length > 0 &&
    all.every(({ state, lastState }) => {
      const isNew = !state.running && !state.terminated && !lastState.terminated;
      return isNew && creating.includes(state.waiting?.reason ?? '');
    })
  );
}

const eventSchema = z.object({
  type: z.string().default(''),
  reason: z.string().default(''),
  message: z.string().default(''),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.object({ lastObservedTime: z.string().nullish() }).nullish(),
  metadata: z.object({ creationTimestamp: z.string().nullish() }),
});

/** What lay before its node took it, and what is said of containers that have started, is no reason now. */
const otherwise = ['FailedScheduling', 'Unhealthy', 'BackOff'];

/** What does not pass by itself: somebody has to make it, or to name another. */
const final = /not found|non-existent|does not exist|type check failed|no such file or directory|not a directory/i;

export interface StartHindrance {
  /** `FailedMount: …`, in Kubernetes' words; as it came. */
  detail: string;
  /** No waiting changes it, unless somebody makes what is missing. */
  final: boolean;
}

/** What the cluster last complained of, among what it has said of such a pod; null where it has not. */
export function startHindrance(events: readonly unknown[]): StartHindrance | null {
  const complaints = events.flatMap((raw) => {
    const event = eventSchema.safeParse(raw).data;
    return event?.type === 'Warning' && !otherwise.includes(event.reason) ? [event] : [];
  });
  const [last] = complaints.sort((a, b) => saidAt(b) - saidAt(a));
  return last ? { detail: `${last.reason}: ${last.message}`, final: final.test(last.message) } : null;
}

/** `FailedMount: …`: all that the cluster complained of among what it has said of a pod, the newest last; as it came. */
export function complaintsIn(events: readonly unknown[]): string[] {
  const complaints = events.flatMap((raw) => {
    const event = eventSchema.safeParse(raw).data;
    return event?.type === 'Warning' ? [event] : [];
  });
  return complaints.sort((a, b) => saidAt(a) - saidAt(b)).map(({ reason, message }) => `${reason}: ${message}`);
}

function saidAt({ series, lastTimestamp, eventTime, metadata }: z.infer<typeof eventSchema>): number {
  return timeOf(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp) ?? 0;
}
