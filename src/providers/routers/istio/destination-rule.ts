import { fencedWrite, isHeldBy } from '../../../platform/kube/fence.ts';
import { ownersOf } from '../../../platform/kube/ownership.ts';
import type { Kube, ObjectRef } from '../../../platform/kube.ts';
import { type IstioConfig, ruleRef } from '../kinds/istio.ts';
import type { RouteContext } from '../router.ts';
import { putBack } from '../table/marks.ts';
import { missing } from '../table/refs.ts';
import { readUndo, subsetUndoSchema, withUndo } from '../table/undo.ts';
import { isOurSubset, ruleSpec, stableLabels, withoutSubsets, withSubsets } from './subsets.ts';

const subsetsPath = ['f:spec', 'f:subsets'];

/**
 * The rule has both subsets, where subsets tell the tracks apart. True when something was written: stable's labels may
 * have changed since the last time, for stable is rolled at the end. Throws as `fencedWrite` does, and a `KubeError`
 * where stable has no ready pods, or there is no such rule: not where the candidate is to get nothing, since then a rule
 * that somebody has removed is no reason to leave it its traffic.
 * @param needed whether the candidate is to get traffic
 */
export async function writeSubsets(
  kube: Kube,
  config: IstioConfig,
  { target, fence }: RouteContext,
  { needed }: { needed: boolean },
): Promise<boolean> {
  const ref = ruleRef(config, target);
  if (!ref) return false;
  const before = await kube.get(ref);
  if (!before && !needed) return false;
  const stable = await stableLabels(kube, target);
  const after = await fencedWrite(kube, ref, fence, (object) => {
    const had = ruleSpec(object).subsets !== undefined;
    // With subsets of Sluice's on it, it is not as it was before: an older note is nearer to that.
    const written = isHeldBy(object, fence) || ruleSpec(object).subsets?.some(isOurSubset);
    const noted =
      written && readUndo(object, subsetUndoSchema)
        ? object
        : withUndo(object, { format: 1, had, owners: ownersOf(object, subsetsPath) });
    return withSubsets(noted, stable);
  });
  if (!after) throw missing(ref);
  return after.metadata.resourceVersion !== before?.metadata.resourceVersion;
}

/** The rule has only the user's subsets again. False where nothing was ours. Throws as `fencedWrite` does. */
export function cleanSubsets(kube: Kube, ref: ObjectRef, context: RouteContext): Promise<boolean> {
  return putBack(kube, ref, context, {
    path: subsetsPath,
    owners: (object) => readUndo(object, subsetUndoSchema)?.owners ?? [],
    // The names of the subsets are those of every release.
    leads: () => false,
    restore: (object) => withoutSubsets(object, readUndo(object, subsetUndoSchema)?.had ?? false),
  });
}
