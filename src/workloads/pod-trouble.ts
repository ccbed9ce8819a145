import type { Trouble } from '../domain/verdict.ts';
import { type Condition, type ContainerStatus, isLeaving, type Pod, podSchema } from './objects/pod.ts';

export interface TroubleOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** How long a pod may take to become ready, to be scheduled, or to get its configuration, in ms. */
  graceMs: number;
}

type Found = { code: Trouble['code']; detail: string };

const pullReasons = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];
/** The kubelet tries these again, and a Secret or ConfigMap may still come: they get the grace. */
const createReasons = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

/**
 * What is wrong with a pod of the new version, or null. Pods that are going away, and what does not read as a pod,
 * are nobody's trouble. Init containers may fail and be repeated; only their crash loops, kills for memory and
 * images count.
 * @param raw a pod as the API server sends it
 */
export function podTrouble(raw: unknown, options: TroubleOptions): Trouble | null {
  const parsed = podSchema.safeParse(raw);
  if (!parsed.success || isLeaving(parsed.data)) return null;
  const pod = parsed.data;
  const found = containerTrouble(pod, options) ?? unready(pod, options) ?? unscheduled(pod, options);
  return found && { code: found.code, pod: pod.metadata.name, detail: shorten(found.detail) };
}

function containerTrouble(pod: Pod, options: TroubleOptions): Found | null {
  const { containerStatuses: main, initContainerStatuses: init } = pod.status;
  return (
    first([...init, ...main], badImage) ??
    first([...init, ...main], outOfMemory) ??
    first([...init, ...main], crashLoop) ??
    first(main, restarted) ??
    first([...init, ...main], (container) => cannotStart(container, pod, options))
  );
}

function badImage({ name, state }: ContainerStatus): Found | null {
  const { reason, message } = state.waiting ?? {};
  if (!reason || !pullReasons.includes(reason)) return null;
  return { code: 'image-pull', detail: `${name}: ${message || reason}` };
}

function outOfMemory({ name, state, lastState, restartCount }: ContainerStatus): Found | null {
  if (![state.terminated, lastState.terminated].some((ended) => ended?.reason === 'OOMKilled')) return null;
  return { code: 'oom-killed', detail: `${name}: killed for using too much memory (${times(restartCount)})` };
}

function crashLoop({ name, state, lastState, restartCount }: ContainerStatus): Found | null {
  if (state.waiting?.reason !== 'CrashLoopBackOff') return null;
  const ended = lastState.terminated;
  const last = ended ? `, last exit code ${ended.exitCode ?? '?'}${ended.message ? `: ${ended.message}` : ''}` : '';
  return { code: 'crash-loop', detail: `${name}: restarts again and again (${times(restartCount)}${last})` };
}

function restarted({ name, state, lastState, restartCount }: ContainerStatus): Found | null {
  const ended = state.terminated ?? (restartCount > 0 ? lastState.terminated : undefined);
  if (!ended?.exitCode) return null;
  const why = ended.message || ended.reason;
  return { code: 'restarted', detail: `${name}: ended with exit code ${ended.exitCode}${why ? ` (${why})` : ''}` };
}

/** A missing Secret, ConfigMap or command: there is no better word for it in the list than a loop of failed starts. */
function cannotStart({ name, state }: ContainerStatus, pod: Pod, { now, graceMs }: TroubleOptions): Found | null {
  const { reason, message } = state.waiting ?? {};
  if (!reason || !createReasons.includes(reason)) return null;
  const since = timeOf(pod.status.startTime ?? pod.metadata.creationTimestamp);
  if (since === null || now - since <= graceMs) return null;
  return { code: 'crash-loop', detail: `${name}: cannot start: ${reason}${message ? `: ${message}` : ''}` };
}

/**
 * Not ready for longer than the grace since the container started; or at once where it had been ready, because a
 * kubelet says that only after several failed probes.
 */
function unready(pod: Pod, { now, graceMs }: TroubleOptions): Found | null {
  const condition = find(pod, 'ContainersReady') ?? find(pod, 'Ready');
  const changedAt = condition?.status === 'False' ? timeOf(condition.lastTransitionTime) : null;
  return first(pod.status.containerStatuses, ({ name, ready, state }) => {
    const startedAt = timeOf(state.running?.startedAt);
    if (ready || startedAt === null) return null;
    // Conditions have whole seconds: only a change in a later second than the start tells that it had been ready.
    if (changedAt !== null && changedAt - startedAt >= 1000)
      return { code: 'probe-failing', detail: `${name}: was ready and its readiness probe now fails` };
    if (now - startedAt <= graceMs) return null;
    const seconds = Math.round((now - startedAt) / 1000);
    return { code: 'probe-failing', detail: `${name}: not ready ${seconds} s after its start` };
  });
}

function unscheduled(pod: Pod, { now, graceMs }: TroubleOptions): Found | null {
  const condition = find(pod, 'PodScheduled');
  if (condition?.status !== 'False' || condition.reason !== 'Unschedulable') return null;
  const since = timeOf(condition.lastTransitionTime ?? pod.metadata.creationTimestamp);
  if (since === null || now - since <= graceMs) return null;
  return { code: 'not-scheduled', detail: condition.message || 'no node takes the pod' };
}

function find(pod: Pod, type: string): Condition | undefined {
  return pod.status.conditions.find((condition) => condition.type === type);
}

function first<T>(items: readonly T[], look: (item: T) => Found | null): Found | null {
  for (const item of items) {
    const found = look(item);
    if (found) return found;
  }
  return null;
}

function timeOf(text: string | null | undefined): number | null {
  const time = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function times(restarts: number): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}

/** One line of another system's words, cut to what people read. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
