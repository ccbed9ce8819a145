import { candidateRemoved } from '../actions/candidate-remove.ts';
import type { ActionOf } from '../actions/index.ts';
import { candidateService, labelled, labels } from '../domain/names.ts';
import { byWeight } from '../domain/route.ts';
import { fencedCreate, fencedWrite } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { serviceRef } from '../workloads/objects/refs.ts';
import { serviceSelector } from '../workloads/objects/service.ts';
import { candidateRef, candidateTitle, readCandidate, readStable, stableRef } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { otherwiseThanPlanned } from './as-planned.ts';
import { askedFor, asking } from './asked.ts';
import { heldBy, leftAlone, stillNeeded } from './candidate-needed.ts';
import { candidateServiceObject, candidateWorkload, isOwn } from './candidate-objects.ts';
import { lackingConfiguration, withNames } from './configuration-names.ts';
import { isWritten } from './stable-marks.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';
import { candidateTrouble } from './trouble.ts';

/** The candidate exists, has its own Service, and as many pods ready as were asked for. */
export const startCandidate: StepRunner<ActionOf<'candidate.start'>> = async (
  context,
  { replicas, apart, configuration = [] },
) => {
  const { kube, target } = context;
  const stable = await kube.get(stableRef(target));
  const changed = stable && isWritten(stable, context) ? null : otherwiseThanPlanned(context.plan, stable);
  if (!stable || changed) return { kind: 'fail', detail: changed ?? '' };
  const problem =
    (await lackingConfiguration(context, configuration)) ??
    (await ensureWorkload(context, stable, { replicas, apart, configuration })) ??
    (await ensureService(context));
  return problem ?? settled(context, replicas);
};

/** The candidate grows to the size of its coming share; it never shrinks here. */
export const scaleCandidate: StepRunner<ActionOf<'candidate.scale'>> = async (context, { replicas }) => {
  const wanted = await wantedReplicas(context, replicas);
  const now = await readCandidate(context.kube, context.target);
  if (!now) return { kind: 'fail', detail: `${candidateTitle(context.target)} is gone` };
  await growCandidate(context, now, wanted);
  return settled(context, wanted);
};

/** Asked once: whoever takes the pods away again wants fewer, see `asked.ts`. */
export async function growCandidate(context: StepContext, candidate: Workload, wanted: number): Promise<void> {
  if (!mayGrow(context, candidate, wanted)) return;
  await fencedWrite(context.kube, candidateRef(context.target), context.fence, (object) =>
    asking(labelled(object, context.release), wanted, context),
  );
}

function mayGrow(context: StepContext, candidate: Workload, wanted: number): boolean {
  return candidate.replicas < wanted && (askedFor(candidate.object, context) ?? 0) < wanted;
}

/** Neither workload nor Service nor pods of the candidate are left. */
export const removeCandidate: StepRunner<ActionOf<'candidate.remove'>> = async (context) =>
  (context.undoing ? null : await stillNeeded(context)) ?? removeCandidateObjects(context);

export async function removeCandidateObjects(context: StepContext): Promise<StepOutcome> {
  const { kube, target, fence } = context;
  const service = candidateService(target);
  const refs = [candidateRef(target), ...(service ? [serviceRef(target, service)] : [])];
  const foreign: string[] = [];
  let held: string | null = null;
  for (const ref of refs) {
    const object = await kube.get(ref);
    if (!object) continue;
    // Somebody else's object of that name: this release has none to remove.
    if (!isOwn(context, object)) {
      foreign.push(leftAlone(object, context));
      continue;
    }
    if (await takesShareBack(context)) return wait('the traffic to leave the candidate');
    await fence.confirm();
    await kube.remove(ref, object.metadata.uid ? { uid: object.metadata.uid } : {});
    held = held || heldBy(object);
  }
  if (held !== null) return wait(`the candidate to go${held}`);
  return done(foreign.length === 0 ? candidateRemoved : foreign.join('. '));
}

/** Pods that requests are still led to must not go: somebody may have given the candidate a share again. */
async function takesShareBack(context: StepContext): Promise<boolean> {
  const { router } = context;
  if (router.traits.precision === 'pods' || !(await router.reaches(context))) return false;
  await router.shift(context, byWeight(0));
  return true;
}

/**
 * How many pods the candidate needs now: what the plan says, or more where stable was scaled up since, in the same
 * proportion.
 */
export async function wantedReplicas({ kube, target, plan }: StepContext, planned: number): Promise<number> {
  const stable = await readStable(kube, target);
  const grown = plan.replicas > 0 && stable ? Math.ceil((planned / plan.replicas) * stable.replicas) : planned;
  return Math.max(planned, grown);
}

/** Done when the candidate has the pods, trouble when one of them cannot come up, otherwise wait. */
export async function settled(context: StepContext, replicas: number): Promise<StepOutcome> {
  const { kube, target } = context;
  const candidate = await readCandidate(kube, target);
  const least = candidate && !mayGrow(context, candidate, replicas) ? Math.min(replicas, candidate.replicas) : replicas;
  const ready = candidate?.rolled ? candidate.ready : 0;
  if (ready >= Math.max(1, least)) return done(`${ready} ready`);
  return (await candidateTrouble(context, candidate)) ?? wait(`${least} candidate pods to be ready`);
}

async function ensureWorkload(
  context: StepContext,
  stable: KubeObject,
  { replicas, apart, configuration }: Pick<ActionOf<'candidate.start'>, 'replicas' | 'apart' | 'configuration'>,
): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const there = await kube.get(candidateRef(target));
  if (there) return foreign(context, there);
  const candidate = candidateWorkload(context, stable, replicas, { selector: await frontSelector(context), apart });
  await fencedCreate(kube, withNames(context, candidate, configuration ?? []), context.fence);
  return null;
}

async function ensureService(context: StepContext): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const name = candidateService(target);
  if (!name || !target.workload.service) return null;
  const there = await kube.get(serviceRef(target, name));
  if (there) return foreign(context, there);
  const original = await kube.get(serviceRef(target, target.workload.service));
  if (!original) return { kind: 'fail', detail: `Service ${target.workload.service} is gone` };
  await fencedCreate(kube, candidateServiceObject(context, original), context.fence);
  return null;
}

/** An object of that name that this release did not make must not be touched. */
function foreign(context: StepContext, object: KubeObject): StepOutcome | null {
  if (isOwn(context, object)) return null;
  const owner = object.metadata.labels?.[labels.release];
  const whose = owner === undefined || owner === context.release ? 'not made by Sluice' : `of release ${owner}`;
  return { kind: 'fail', detail: `${object.kind} ${object.metadata.name} exists already (${whose})` };
}

async function frontSelector({ kube, target }: StepContext): Promise<Record<string, string>> {
  if (!target.workload.service) return {};
  return serviceSelector(await kube.get(serviceRef(target, target.workload.service))) ?? {};
}
