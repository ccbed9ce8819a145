import { candidateLabels, candidateName, type Named } from '../domain/names.ts';
import type { Kube, ObjectRef } from '../platform/kube.ts';
import { usualKind, workloadKinds } from './index.ts';
import { titleOf } from './objects/refs.ts';
import { labelText } from './objects/selector.ts';
import type { Copying, Workload, WorkloadKind } from './workload.ts';

type Place = Named & { namespace: string };

/**
 * The kind of a target's workload; the usual one where it names none, as targets of older logs do.
 * @throws where this version has no such kind: another's object of that name must not be taken for it
 */
export function kindOf(target: Named): WorkloadKind {
  const found = knownKindOf(target);
  if (found) return found;
  const known = Object.keys(workloadKinds).join(', ');
  throw new Error(`this Sluice knows no workload '${target.workload.kind}' (it knows ${known})`);
}

/** As `kindOf`, but null where that throws: another version's release is to be found too. */
export function knownKindOf({ workload: { kind = usualKind } }: Named): WorkloadKind | null {
  const known: Readonly<Record<string, WorkloadKind>> = workloadKinds;
  return (Object.hasOwn(known, kind) && known[kind]) || null;
}

/** How a candidate of it is made. @throws where none can be: no plan has one then */
export function copyingOf(target: Named): Copying {
  const { copying, kind } = kindOf(target);
  if (copying.can) return copying;
  throw new Error(`no candidate can run beside a ${kind}: ${copying.why}`);
}

export function stableRef(target: Place): ObjectRef {
  return refOf(target, target.workload.name);
}

export function candidateRef(target: Place): ObjectRef {
  return refOf(target, candidateName(target));
}

function refOf(target: Place, name: string): ObjectRef {
  const { apiVersion, kind } = kindOf(target);
  return { apiVersion, kind, namespace: target.namespace, name };
}

/** Null where it does not exist. Throws a KubeError, and a ZodError for what is not of the target's kind. */
export async function readStable(kube: Kube, target: Place): Promise<Workload | null> {
  const object = await kube.get(stableRef(target));
  return object && kindOf(target).read(object);
}

/** As `readStable`. */
export async function readCandidate(kube: Kube, target: Place): Promise<Workload | null> {
  const object = await kube.get(candidateRef(target));
  return object && kindOf(target).read(object);
}

/** `Deployment checkout`. */
export function stableTitle(target: Named): string {
  return titleOf(kindOf(target), target.workload.name);
}

/** `Deployment checkout-candidate`. */
export function candidateTitle(target: Named): string {
  return titleOf(kindOf(target), candidateName(target));
}

/** Selects the candidate's pods of one workload. */
export function candidateSelector(target: Named): string {
  return labelText(candidateLabels(target));
}

/** @returns the reference in its template; null where it has no such container */
export function imageOf({ images }: Workload, container: string): string | null {
  return images.get(container) ?? null;
}
