import { byWeight } from '../../../domain/route.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';
import type { RouteWrite } from '../router.ts';
import { applied } from './apply.ts';
import type { RouteTable } from './table.ts';
import { withUndo } from './undo.ts';

/** What a release would write of the rules; null where they are not there. Throws a `KubeError`. */
export async function triedTable<R>(kube: Kube, table: RouteTable<R>, resource: string): Promise<RouteWrite | null> {
  const object = await kube.get(table.ref);
  return object && { verb: 'update', resource, object: noted(applied(table, object, byWeight(1))) };
}

/** With a note as a release leaves it: a rule may forbid that as well. */
export function noted(object: KubeObject): KubeObject {
  return withUndo(object, { format: 1, routes: [], owners: [] });
}

/** Null for what cannot be read. */
export async function readable(write: Promise<RouteWrite | null>): Promise<RouteWrite | null> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof KubeError) return null;
    throw error;
  }
}
