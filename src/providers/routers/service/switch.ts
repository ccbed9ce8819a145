import type { Target } from '../../../domain/target.ts';
import { assertMayWrite, fencedWrite, holderOf, isHeldBy, readFence } from '../../../platform/kube/fence.ts';
import { ownersOf } from '../../../platform/kube/ownership.ts';
import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../../../platform/kube.ts';
import { serviceRef } from '../../../workloads/objects/refs.ts';
import { serviceSelector } from '../../../workloads/objects/service.ts';
import { kindOf, stableRef, stableTitle } from '../../../workloads/of-target.ts';
import { selectorPath } from '../kinds/service.ts';
import type { RouteContext } from '../router.ts';
import { isMarked, marksOn, putBack } from '../table/marks.ts';
import { missing, replaced } from '../table/refs.ts';
import { hasUndo } from '../table/undo.ts';
import { candidateSelectorOf, leadsToCandidate, noteOn, type Selector, withNote, withSelector } from './selector.ts';

/** The user's own Service. @throws for a workload that has none */
export function switchedRef(target: Target): ObjectRef {
  const { name, service } = target.workload;
  if (service === null) throw new KubeError('invalid', `${name} has no Kubernetes Service whose selector could switch`);
  return serviceRef(target, service);
}

/** Where the Service leads is noted on it; an older note of this release tells of the time before its first write. */
export async function noteSelector(kube: Kube, context: RouteContext): Promise<void> {
  const { target, fence } = context;
  const ref = switchedRef(target);
  const written = await fencedWrite(kube, ref, fence, (object) => {
    if (noteOn(object) && (isHeldBy(object, fence) || leadsToCandidate(object, target))) return object;
    const selector = serviceSelector(object) ?? {};
    return withNote(object, { format: 1, selector, owners: ownersOf(object, selectorPath) });
  });
  if (!written) throw missing(ref);
}

/** All requests to the candidate. Throws as `fencedWrite` does, and where the Service is not the one that was prepared. */
export async function switchOver(kube: Kube, context: RouteContext): Promise<void> {
  const { target, fence } = context;
  const ref = switchedRef(target);
  const read = await kube.get(ref);
  if (!read || !(await isPrepared(read, context))) throw replaced(ref);
  const selector = candidateSelectorOf(target, fence.release);
  const written = await fencedWrite(kube, ref, fence, (object) => withSelector(mustBeNoted(object, ref), selector), {
    read,
  });
  if (!written) throw replaced(ref);
}

/** All requests to where they went before. A selector that somebody else has put there since stays. Throws as `fencedWrite` does. */
export async function switchBack(kube: Kube, context: RouteContext): Promise<void> {
  const { target, fence } = context;
  const ref = switchedRef(target);
  const read = await kube.get(ref);
  if (!read || !((await isPrepared(read, context)) || leadsToCandidate(read, target))) return;
  const before = await selectorBefore(kube, target, read);
  await fencedWrite(kube, ref, fence, (object) => back(object, target, before), { read });
}

/** The Service is as the user had it. False where nothing was ours. Throws as `fencedWrite` does. */
export async function cleanSelector(kube: Kube, context: RouteContext): Promise<boolean> {
  const { target } = context;
  const ref = switchedRef(target);
  const read = await kube.get(ref);
  const before = read ? await selectorBefore(kube, target, read) : null;
  return putBack(kube, ref, context, {
    path: selectorPath,
    owners: (object) => noteOn(object)?.owners ?? [],
    leads: (object) => leadsToCandidate(object, target),
    restore: (object) => back(object, target, before),
  });
}

/** What of ours is on the Service, in words. */
export async function leftOnService(kube: Kube, context: RouteContext): Promise<string[]> {
  const { target } = context;
  const object = await kube.get(switchedRef(target));
  if (!object) return [];
  const leads = leadsToCandidate(object, target);
  const ours = leads && (holderOf(object, context.fence) === 'nobody' || (await isMarked(object, context, leads)));
  return [
    ...(ours ? [`the candidate in the selector of Service ${object.metadata.name}`] : []),
    ...(await marksOn(object, context, leads)),
  ];
}

/** Words where the Service leads to a candidate under a mark that Sluice has not sealed; null where all is free. */
export async function leftSwitched(kube: Kube, { target, fence }: RouteContext): Promise<string | null> {
  const object = await kube.get(switchedRef(target));
  if (!object || holderOf(object, fence) !== 'unsealed' || !leadsToCandidate(object, target)) return null;
  const whose = `release ${readFence(object)?.release}, which Sluice has not sealed`;
  return `Service ${object.metadata.name} leads to a candidate under a mark of ${whose}: put its selector back by hand first`;
}

/** Whether it is prepared for this release. Throws where another release has all the traffic on its candidate here. */
async function isPrepared(object: KubeObject, context: RouteContext): Promise<boolean> {
  const leads = leadsToCandidate(object, context.target);
  if (hasUndo(object) && (await isMarked(object, context, leads))) return true;
  if (leads) await assertMayWrite(object, context.fence);
  return false;
}

/**
 * A switch on an object without the note would leave nothing to go back by. It is also how a worker that slept through
 * the end of its release is stopped: the note is gone with the marks.
 */
function mustBeNoted(object: KubeObject, ref: ObjectRef): KubeObject {
  if (noteOn(object)) return object;
  throw replaced(ref);
}

function back(object: KubeObject, target: Target, before: Selector | null): KubeObject {
  const selector = noteOn(object)?.selector ?? before;
  if (!leadsToCandidate(object, target)) return object;
  if (selector) return withSelector(object, selector);
  const { name } = object.metadata;
  throw new KubeError('invalid', `nothing says where Service ${name} led before: set its selector by hand`);
}

/** Somebody may have written the Service without its note: stable's pods are still found by what its workload selects. */
async function selectorBefore(kube: Kube, target: Target, object: KubeObject): Promise<Selector | null> {
  if (noteOn(object) || !leadsToCandidate(object, target)) return null;
  const stable = await kube.get(stableRef(target));
  if (!stable) throw new KubeError('not-found', `${stableTitle(target)} does not exist, to which the traffic would go`);
  return kindOf(target).selector(stable)?.matchLabels ?? null;
}
