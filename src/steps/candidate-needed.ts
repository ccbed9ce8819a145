import { candidateService } from '../domain/names.ts';
import { lastWriter } from '../owners/writers.ts';
import { isHeldBy } from '../platform/kube/fence.ts';
import { listServed } from '../platform/kube/served.ts';
import { KubeError, type KubeObject } from '../platform/kube.ts';
import { type WayName, ways } from '../preflight/ways/index.ts';
import { leadingTo, titleOf, wayNames } from '../preflight/ways/leading.ts';
import { some } from '../preflight/words.ts';
import { serviceRef } from '../workloads/objects/refs.ts';
import { readStable, stableTitle } from '../workloads/of-target.ts';
import { isOwn } from './candidate-objects.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** Others are looked at this often while they are waited for (ms). */
const lookMs = 5000;

/**
 * What keeps the candidate from going at the end of a promotion: it alone can answer, or somebody else's route leads to it.
 * Its version is the one that users are to have, so that its staying does no harm. Null where nothing does.
 */
export async function stillNeeded(context: StepContext): Promise<StepOutcome | null> {
  return (await answersAlone(context)) ?? (await ledTo(context));
}

/** A workload that somebody wants at 0 is to answer nothing. */
async function answersAlone(context: StepContext): Promise<StepOutcome | null> {
  const { kube, target, router } = context;
  const stable = await readStable(kube, target);
  if (!stable || stable.replicas === 0 || stable.ready > 0 || !(await router.reaches(context))) return null;
  const error = `no pod of ${stableTitle(target)} is ready, and requests are led to the candidate: it stays until one is`;
  return { kind: 'retry', error, ms: lookMs };
}

async function ledTo(context: StepContext): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const service = candidateService(target);
  const object = service && (await kube.get(serviceRef(target, service)));
  if (!object || object.metadata.deletionTimestamp !== undefined || !isOwn(context, object)) return null;
  const around = Object.fromEntries(
    await Promise.all(wayNames.map(async (name) => [name, await waysOf(context, name)])),
  );
  const titles = leadingTo({ namespace: target.namespace, service: object.metadata.name }, around);
  if (titles.length === 0) return null;
  const s = titles.length === 1 ? 's' : '';
  const error = `${some(titles)} lead${s} to ${titleOf(object)}, which would answer nobody any more: have ${s ? 'it' : 'them'} lead elsewhere, then the candidate goes`;
  return { kind: 'retry', error, ms: lookMs };
}

/** Those that the release does not divide itself. What may not be read, or not be understood, keeps it not from its end. */
async function waysOf({ kube, target, fence }: StepContext, name: WayName): Promise<unknown[]> {
  const { kinds, schema } = ways[name];
  try {
    const objects = await listServed(kube, kinds, target.namespace);
    const others = objects.filter((object) => !isHeldBy(object, fence));
    return others.flatMap((object) => schema.safeParse(object).data ?? []);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'forbidden') return [];
    throw error;
  }
}

/** Of an object that is on its way out: who else must let it go. */
export function heldBy({ metadata }: KubeObject): string {
  const known = ['foregroundDeletion', 'orphan'];
  const others = (metadata.finalizers ?? []).filter((each) => !known.includes(each));
  return others.length === 0 ? '' : ` (held by the finalizer ${some(others)})`;
}

/** Of an object under the candidate's name that this release has not made, or cannot tell for its own any more. */
export function leftAlone(object: KubeObject, { router }: Pick<StepContext, 'router'>): string {
  const writer = lastWriter(object, ['f:spec']);
  const who = writer ? ` (${writer.who} has written it)` : '';
  const served = router.traits.candidateBehindService ? '; its pods may be answering a part of the requests' : '';
  return `${titleOf(object)} isn't this release's any more${who}, so it was left alone${served}. Remove it before the next release`;
}
