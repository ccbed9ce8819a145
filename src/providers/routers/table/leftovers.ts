import { holderOf, isAnothers } from '../../../platform/kube/fence.ts';
import type { KubeObject } from '../../../platform/kube.ts';
import type { RouteContext } from '../router.ts';
import { candidateRules } from './apply.ts';
import { marksOn } from './marks.ts';
import type { RouteTable } from './table.ts';

/** What of ours is still in the rules, in words; what another release has put there is not ours. */
export async function leftIn<R>(table: RouteTable<R>, object: KubeObject, context: RouteContext): Promise<string[]> {
  const led = (await mayBeOurs(object, context, true)) ? candidateRules(table, object) : [];
  const where = `of ${object.kind} ${object.metadata.name}`;
  return [
    ...led.map((rule) => `candidate in ${table.word} ${table.nameOf(rule) ?? ''} ${where}`),
    ...(await marksOn(object, context, led.length > 0)),
  ];
}

/** @param leads as for `isMarked` */
export async function mayBeOurs(
  object: KubeObject,
  { fence, routesWritten }: RouteContext,
  leads: boolean,
): Promise<boolean> {
  switch (holderOf(object, fence)) {
    case 'nobody':
    case 'us':
      return true;
    case 'another':
      return false;
    case 'unsealed':
      return routesWritten && (leads || !(await isAnothers(object, fence)));
  }
}
