import { probeGraceMs } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import { KubeError } from '../platform/kube.ts';
import { longestNotStarted, startHindrance } from '../workloads/trouble/not-started.ts';
import { shorten } from '../workloads/trouble/status.ts';
import type { StepContext } from './step.ts';

/** What keeps a pod from being started: in words while it may pass, and as trouble once it has been waited for. */
export type Hindered = { kind: 'passing'; detail: string } | { kind: 'trouble'; trouble: Trouble };

/**
 * Why the volumes, the network or the configuration of one of these pods are not there, as the cluster says. One read, of
 * the pod that has waited the longest, and only after it has waited for longer than usual.
 * @returns null where none waits, or nobody can tell
 */
export async function notStarted(
  { kube, target, now }: StepContext,
  pods: readonly unknown[],
): Promise<Hindered | null> {
  const waiting = longestNotStarted(pods, now);
  if (!waiting) return null;
  const { name, uid, age } = waiting;
  const found = startHindrance(await eventsAbout(kube, { namespace: target.namespace, uid }));
  if (!found) return null;
  const detail = shorten(found.detail);
  if (!found.final || age <= probeGraceMs(target.limits)) return { kind: 'passing', detail: `pod ${name}: ${detail}` };
  return { kind: 'trouble', trouble: { code: 'cannot-start', pod: name, detail } };
}

/** An account that may not read them, or a cluster that does not answer, keeps no release from going on. */
export async function eventsAbout(
  kube: StepContext['kube'],
  about: { namespace: string; uid: string },
): Promise<readonly unknown[]> {
  try {
    return await kube.listEvents(about);
  } catch (error) {
    if (error instanceof KubeError) return [];
    throw error;
  }
}
