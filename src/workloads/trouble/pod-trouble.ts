import type { Trouble } from '../../domain/verdict.ts';
import { type ContainerStatus, isLeaving, lastingStatuses, type Pod, podSchema } from '../objects/pod.ts';
import { isAskedFor, isByOwnRule } from './asked-restarts.ts';
import { endedByItself, evictedForItself, isEndedFromOutside, isNodesDoing } from './ended-from-outside.ts';
import { gated } from './gates.ts';
import { badImage } from './images.ts';
import { unready, unscheduled } from './readiness.ts';
import { type BorneRestarts, isAsWithPeers, isBeyond } from './restarts.ts';
import { type Found, isCrashLooping, lastEnd, shorten, type Terminated, timeOf } from './status.ts';

export interface TroubleOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** How long a pod may take to become ready, to be scheduled, or to get its configuration, in ms. */
  graceMs: number;
  /** Names of the containers that the release changes. What another one does gets the grace. */
  containers: ReadonlySet<string>;
  restarts: BorneRestarts;
  /** What ended before this (ms since the epoch) is none of the release's doing; absent where its pods are new. */
  since?: number;
  /** Pods of the old version, to which ends are compared; none where they were not looked at. */
  peers?: readonly unknown[];
  /** Pods of the new version, which tell whether its image can be had at all; none where they were not looked at. */
  siblings?: readonly unknown[];
}

/** A pod and what is asked of it. */
interface Look extends TroubleOptions {
  pod: Pod;
  /** How long it has been on its node, or waited for one, in ms. */
  age: number;
}

/** The kubelet tries these again, and a Secret or ConfigMap may still come: they get the grace. */
const createReasons = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError', 'PostStartHookError'];

/** Exit codes of who was told to end. */
const killed = [137, 143];

/** A sidecar may be started again now and then, for reasons of its own. */
const borneOfOthers: BorneRestarts = { starting: 3, running: 3 };

/**
 * What is wrong with a pod of the new version, or null. Pods that are going away, that were ended from outside, and what
 * does not read as a pod, are nobody's trouble. Init containers may fail and be repeated; only their crash loops, kills for
 * memory and images count.
 * @param raw a pod as the API server sends it
 */
export function podTrouble(raw: unknown, options: TroubleOptions): Trouble | null {
  const pod = podSchema.safeParse(raw).data;
  if (!pod || isLeaving(pod)) return null;
  const evicted = evictedForItself(pod);
  if (evicted !== null) return { code: 'evicted', pod: pod.metadata.name, detail: shorten(evicted) };
  const over = endedByItself(pod);
  if (over !== null) return { code: 'ended', pod: pod.metadata.name, detail: shorten(over) };
  if (isEndedFromOutside(pod)) return null;
  const began = timeOf(pod.status.startTime ?? pod.metadata.creationTimestamp);
  const look: Look = { ...options, pod, age: began === null ? 0 : options.now - began };
  const found = containerTrouble(look) ?? unready(look) ?? gated(look) ?? unscheduled(look);
  return found && { code: found.code, pod: pod.metadata.name, detail: shorten(found.detail) };
}

const compared: readonly Trouble['code'][] = ['crash-loop', 'restarted', 'oom-killed', 'image-pull', 'probe-failing'];

/** Trouble of which other pods may tell that it is not the version's: ends, images that do not come, failing probes. */
export function isToCompare({ code }: Trouble): boolean {
  return compared.includes(code);
}

function containerTrouble(look: Look): Found | null {
  const { containerStatuses: main, initContainerStatuses: init } = look.pod.status;
  const all = [...init, ...main].filter((status) => isCounted(status, look));
  const ending = all.filter((status) => isEnding(status, look));
  const changed = ending.filter((status) => isChanged(status, look) && !isByOwnRule(status, look.pod));
  return (
    first(all, (status) => badImage(status, look)) ??
    first(changed, outOfMemory) ??
    first(ending, (status) => crashLoop(status, look)) ??
    first(main, (status) => (changed.includes(status) ? restarted(status, look) : null)) ??
    first(all, (status) => cannotStart(status, look))
  );
}

/** What the release does not change is not its doing at once: it may only be waited for. */
function isCounted(status: ContainerStatus, look: Look): boolean {
  return isChanged(status, look) || look.age > look.graceMs;
}

function isChanged({ name }: ContainerStatus, { containers }: Look): boolean {
  return containers.has(name);
}

/** It has ended by itself, and not as the old version's pods do. */
function isEnding(status: ContainerStatus, look: Look): boolean {
  const { pod, peers = [], now, since } = look;
  const ended = lastEnd(status);
  if (ended && since !== undefined && (timeOf(ended.finishedAt) ?? since) < since) return false;
  if (ended && (isNodesDoing(ended, pod) || isAskedFor(status, pod) || isWithoutSidecar(ended, look))) return false;
  const others = peers.flatMap((peer) => podSchema.safeParse(peer).data ?? []);
  return !isAsWithPeers(status, pod, others, now);
}

/** It was killed after a sidecar had ended that the release does not change: its probes may go by that one. */
function isWithoutSidecar({ exitCode, reason, startedAt, finishedAt }: Terminated, look: Look): boolean {
  const [started, finished] = [timeOf(startedAt), timeOf(finishedAt)];
  if (!killed.includes(exitCode ?? 0) || reason === 'OOMKilled' || started === null || finished === null) return false;
  return lastingStatuses(look.pod).some((other) => {
    const before = isChanged(other, look) ? null : timeOf(lastEnd(other)?.finishedAt);
    return before !== null && before >= started && before <= finished && finished - before <= look.graceMs * 2;
  });
}

function outOfMemory({ name, state, lastState, restartCount }: ContainerStatus): Found | null {
  if (![state.terminated, lastState.terminated].some((ended) => ended?.reason === 'OOMKilled')) return null;
  return { code: 'oom-killed', detail: `${name}: killed for using too much memory (${times(restartCount)})` };
}

function crashLoop(status: ContainerStatus, look: Look): Found | null {
  const own = isChanged(status, look) && !isByOwnRule(status, look.pod);
  const borne = own ? look.restarts : borneOfOthers;
  if (!isCrashLooping(status) || !isBeyond(status, look.pod, borne)) return null;
  const ended = status.lastState.terminated;
  const last = ended ? `, last exit code ${ended.exitCode ?? '?'}${ended.message ? `: ${ended.message}` : ''}` : '';
  const detail = `${status.name}: restarts again and again (${times(status.restartCount)}${last})`;
  return { code: 'crash-loop', detail };
}

function restarted(status: ContainerStatus, { pod, restarts }: Look): Found | null {
  const ended = lastEnd(status);
  if (!ended?.exitCode || !isBeyond(status, pod, restarts)) return null;
  const why = ended.message || ended.reason;
  return {
    code: 'restarted',
    detail: `${status.name}: ended with exit code ${ended.exitCode}${why ? ` (${why})` : ''}`,
  };
}

/** A missing Secret, ConfigMap or command. */
function cannotStart({ name, state }: ContainerStatus, { age, graceMs }: Look): Found | null {
  const { reason, message } = state.waiting ?? {};
  if (!reason || !createReasons.includes(reason) || age <= graceMs) return null;
  return { code: 'cannot-start', detail: `${name}: ${reason}${message ? `: ${message}` : ''}` };
}

function first<T>(items: readonly T[], look: (item: T) => Found | null): Found | null {
  for (const item of items) {
    const found = look(item);
    if (found) return found;
  }
  return null;
}

function times(restarts: number): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}
