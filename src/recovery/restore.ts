import { numberIn } from '../domain/names.ts';
import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { isLeftBy } from '../marks/marked.ts';
import { planDigest } from '../platform/digest.ts';
import type { Clusters, ObjectRef } from '../platform/kube.ts';
import { areReadable, providerObjects } from '../providers/index.ts';
import { stableRef } from '../workloads/of-target.ts';
import { type LostDeps, rollBackLost } from './roll-back-lost.ts';
import type { Trace } from './scan.ts';
import { highestToken } from './seen.ts';
import { type WayBack, type WayBackRead, wayBack } from './way-back.ts';

export type Restored =
  | { kind: 'going-back'; release: string }
  /** In words. */
  | { kind: 'refused'; why: string }
  /** The objects say something else than when the person looked at them. */
  | { kind: 'changed'; way: WayBack };

/**
 * The service and environment that an orphan's objects belong to; null where the catalogue has them no more.
 * @param objectsOf where the providers of a target leave marks
 */
export function targetOfTrace(
  { cluster, namespace, seen }: Pick<Trace, 'cluster' | 'namespace' | 'seen'>,
  targets: readonly Target[],
  objectsOf: (target: Target) => readonly ObjectRef[] = providerObjects,
): Target | null {
  const here = targets.filter((target) => target.cluster === cluster && target.namespace === namespace);
  const owns = (target: Target) => {
    const objects = areReadable(target) ? objectsOf(target) : [];
    return seen.some((each) => isLeftBy(target, objects, each));
  };
  return here.find(owns) ?? null;
}

/** What putting an orphan back would do. The workload itself may be unmarked, where the release had only begun. */
export async function lookBack(clusters: Clusters, trace: Trace, target: Target): Promise<WayBackRead> {
  return wayBack(trace, target, await clusters(target.cluster).get(stableRef(target)));
}

/**
 * Takes an orphan up again under its old id and sends it back: from then on it is a release like any other, with card,
 * alert and report, and a worker puts the cluster back however long that takes.
 * @param shown the digest of the way back that the person has seen; null where they have just asked for it
 */
export async function restoreOrphan(
  deps: LostDeps,
  trace: Trace,
  targets: readonly Target[],
  { by, now, shown }: { by: Person; now: number; shown: string | null },
): Promise<Restored> {
  const { store, clusters } = deps;
  const target = targetOfTrace(trace, targets);
  const number = numberIn(trace.release);
  if (!target || number === null) {
    return { kind: 'refused', why: `the catalogue has no service for the objects that ${trace.release} marked` };
  }
  const back = await lookBack(clusters, trace, target);
  if (back.kind === 'closed') return { kind: 'refused', why: back.why };
  if (shown !== null && shown !== back.digest) return { kind: 'changed', way: back };
  const { plan } = back;
  const request = {
    by,
    service: target.service,
    version: plan.to.version,
    environment: target.environment,
    strategy: null,
    reason: 'what a release left behind that Redis has lost',
    key: `orphan-${trace.release}-${now}`,
    channel: null,
    backwards: true,
  };
  const digest = planDigest(plan);
  const made = await store.adopt(number, { type: 'requested', at: now, request, plan, digest, gates: [] });
  if (made.kind !== 'created')
    return { kind: 'refused', why: `release ${made.id} holds the service, or had this number` };
  const detail = `Redis no longer knew ${trace.release}`;
  await rollBackLost(deps, made.id, { detail, seenToken: highestToken(trace.seen), now });
  return { kind: 'going-back', release: made.id };
}
