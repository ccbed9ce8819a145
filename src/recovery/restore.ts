import { z } from 'zod';
import { canonicalJson } from '../domain/json.ts';
import { annotations, candidateName } from '../domain/names.ts';
import type { Action, Plan, Version } from '../domain/plan.ts';
import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { sha256 } from '../platform/digest.ts';
import type { Clusters } from '../platform/kube.ts';
import { versionOf } from '../requests/snapshot.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { rollBackLost } from './roll-back-lost.ts';
import type { ScanDeps, Trace } from './scan.ts';
import { highestEpoch, numberOf, parseJson, undoIn } from './seen.ts';

export type Restored =
  | { kind: 'going-back'; release: string }
  /** In words. */
  | { kind: 'refused'; why: string };

const workloadSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().default(1),
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }),
    }),
  }),
});
const noteSchema = z.looseObject({ was: z.object({ image: z.string().min(1), replicas: z.number() }) });

/** The service and environment that an orphan's objects belong to; null where the catalogue has them no more. */
export function targetOfTrace({ cluster, namespace, seen }: Trace, targets: readonly Target[]): Target | null {
  const names = seen.map(({ object }) => object.metadata.name);
  const here = targets.filter((target) => target.cluster === cluster && target.namespace === namespace);
  const owns = ({ workload, router }: Target, name: string) =>
    name === workload.name ||
    name === `${workload.name}-candidate` ||
    name === `${workload.service}-candidate` ||
    name === router['virtualService'] ||
    name === router['destinationRule'];
  return here.find((target) => names.some((name) => owns(target, name))) ?? null;
}

/**
 * Takes an orphan up again under its old id and sends it back: from then on it is a release like any other, with card,
 * alert and report, and a worker puts the cluster back however long that takes.
 */
export async function restoreOrphan(
  { store, clusters }: Pick<ScanDeps, 'clusters'> & { store: ReleaseStore },
  trace: Trace,
  targets: readonly Target[],
  { by, now }: { by: Person; now: number },
): Promise<Restored> {
  const target = targetOfTrace(trace, targets);
  const number = numberOf(trace.release);
  if (!target || number === null) {
    return { kind: 'refused', why: `the catalogue has no service whose objects ${trace.release} has marked` };
  }
  const plan = planOf(await withStable(clusters, trace, target), target);
  if (!plan) return { kind: 'refused', why: 'the objects do not say what they looked like before' };
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
  const digest = sha256(canonicalJson(plan));
  const made = await store.adopt(number, { type: 'requested', at: now, request, plan, digest, gates: [] });
  if (made.kind !== 'created')
    return { kind: 'refused', why: `release ${made.id} holds the service, or had this number` };
  const detail = `Redis knew nothing of ${trace.release} any more`;
  await rollBackLost(store, made.id, { detail, seenEpoch: highestEpoch(trace.seen), now });
  return { kind: 'going-back', release: made.id };
}

/** The versions to go back to and to take back, as the objects say; null where they do not. */
export async function versionsOf(
  clusters: Clusters,
  trace: Trace,
  target: Target,
): Promise<{ from: string; to: string } | null> {
  const plan = planOf(await withStable(clusters, trace, target), target);
  return plan && { from: plan.from.version, to: plan.to.version };
}

/** Stable itself may be unmarked, where the release had only begun: it runs the version to go back to. */
async function withStable(clusters: Clusters, trace: Trace, { cluster, workload, namespace }: Target): Promise<Trace> {
  const { release, seen } = trace;
  const name = `Deployment ${workload.name}`;
  if (seen.some((each) => each.name === name)) return trace;
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: workload.name };
  const object = await clusters(cluster).get(ref);
  return object ? { ...trace, seen: [...seen, { release, epoch: null, name, object }] } : trace;
}

/** A plan of which only the undo is ever run. */
function planOf(trace: Trace, target: Target): Plan | null {
  const before = stateBefore(trace, target);
  const stable = versionIn(trace, target, target.workload.name);
  const to = versionIn(trace, target, candidateName(target)) ?? stable;
  const undo = undoIn(trace.seen) ?? undoBy(before);
  const updated = undo.find((action) => action.kind === 'workload.update');
  const from = updated ? versionOf(updated.image) : (before?.image ?? stable);
  if (!from) return null;
  const step = { action: { kind: 'verify.clean' as const }, undo, deadlineMs: target.limits.readyMs, watched: false };
  return {
    format: 1,
    strategy: target.strategy.kind,
    target,
    from,
    to: to ?? from,
    replicas: before?.replicas ?? 1,
    runningSince: null,
    steps: [step],
    estimateMs: 0,
    notes: [],
  };
}

interface Before {
  image: Version;
  replicas: number;
}

/** Stable as the note on it says that it was. */
function stateBefore({ seen }: Trace, { workload }: Target): Before | null {
  const stable = seen.find(({ object }) => object.kind === 'Deployment' && object.metadata.name === workload.name);
  const note = noteSchema.safeParse(parseJson(stable?.object.metadata.annotations?.[annotations.undo])).data;
  return note ? { image: versionOf(note.was.image), replicas: note.was.replicas } : null;
}

/** For what is left where no candidate is there to say how it is undone; each of it changes nothing where nothing is. */
function undoBy(before: Before | null): Action[] {
  const stable: Action[] = before
    ? [{ kind: 'workload.update', image: before.image.image, replicas: before.replicas }]
    : [];
  return [...stable, { kind: 'candidate.remove' }, { kind: 'route.clean' }, { kind: 'verify.clean' }];
}

function versionIn({ seen }: Trace, { workload }: Target, name: string): Version | null {
  const found = seen.find(({ object }) => object.kind === 'Deployment' && object.metadata.name === name);
  const parsed = workloadSchema.safeParse(found?.object).data;
  const image = parsed?.spec.template.spec.containers.find((each) => each.name === workload.container)?.image;
  return image === undefined ? null : versionOf(image);
}
