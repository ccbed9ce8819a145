import { byWeight, type Route } from '../../../domain/route.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';
import type { RouteWrite } from '../router.ts';
import { applied } from './apply.ts';
import type { RouteTable } from './table.ts';
import { withUndo } from './undo.ts';

/** Stands for the release that is not there yet. */
export const noRelease = 'r0';

/**
 * What a release would write of the rules: a weight, and each of these routes. None where the rules are not there. Throws a
 * `KubeError`.
 */
export async function triedTable<R>(
  kube: Kube,
  table: RouteTable<R>,
  resource: string,
  routes: readonly Route[],
): Promise<RouteWrite[]> {
  const object = await kube.get(table.ref);
  if (!object) return [];
  return [byWeight(1), ...routes].map((route) => ({
    verb: 'update',
    resource,
    object: noted(applied(table, object, route, noRelease)),
  }));
}

/** With a note as a release leaves it: a rule may forbid that as well. */
export function noted(object: KubeObject): KubeObject {
  return withUndo(object, { format: 1, routes: [], owners: [] });
}

/** None of what cannot be read. */
export async function readable(writes: Promise<RouteWrite[]>): Promise<RouteWrite[]> {
  try {
    return await writes;
  } catch (error) {
    if (error instanceof KubeError) return [];
    throw error;
  }
}
