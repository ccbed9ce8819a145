import type { Leftover } from '../actions/action.ts';
import type { ActionOf } from '../actions/index.ts';
import { candidateName, candidateService, labels } from '../domain/names.ts';
import { bringsIn } from '../domain/plan.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { podKind, serviceRef, titleOf } from '../workloads/objects/refs.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { candidateRef, kindOf, readStable } from '../workloads/of-target.ts';
import { removeCandidateObjects } from './candidate.ts';
import { isOwn } from './candidate-objects.ts';
import { copiesLeft, removeCopies } from './configuration.ts';
import { keepNames, withFinalNames } from './configuration-kept.ts';
import { imagesFor, keepImages } from './kept-image.ts';
import { jobsLeft, removeJobs } from './migration-clean.ts';
import { letGo } from './partition.ts';
import { removeSmokeJob, smokeJobLeft } from './smoke-job.ts';
import { unmarkStable } from './stable-marks.ts';
import { done, type StepContext, type StepRunner, wait } from './step.ts';

/**
 * The last look: nothing that this release has made, no weight and no mark is left. What is there all the same is
 * taken away again: a worker that was taken over may have made it after the cleaning had passed. What only carries the
 * release's label is not waited for: anybody can make such an object, and the release would never end.
 */
export const verifyClean: StepRunner<ActionOf<'verify.clean'>> = async (context) => {
  const stable = context.kept ? null : await readStable(context.kube, context.target);
  const kept =
    stable &&
    (await keepImages(context, stable, imagesFor(context, stable, wantedImage(context)), withFinalNames(context)));
  if (kept) return kept;
  const named = stable && (await keepNames(context, stable));
  if (named) return named;
  const held = stable && (await letGo(context, stable));
  if (held) return held;
  await unmarkStable(context);
  const left = await leftovers(context);
  if (left.length === 0) return done('nothing left behind');
  await removeCandidateObjects(context);
  await context.router.clean(context);
  await removeJobs(context);
  await removeSmokeJob(context);
  await removeCopies(context);
  return wait(`${left.join(', ')} to go`);
};

/** What stable shall run in the end. */
function wantedImage({ undoing, plan }: StepContext): string {
  return undoing || !bringsIn(plan) ? plan.from.image : plan.to.image;
}

/** For each sort of what actions leave, but the marks: what of it is still there. The candidate's pods outlive its workload. */
const looks: Record<
  Exclude<Leftover, 'workload marks'> | 'candidate pods',
  (context: StepContext) => Promise<string[]>
> = {
  candidate: (context) => ownAt(context, candidateRef(context.target)),
  'candidate service': async (context) => {
    const name = candidateService(context.target);
    return name === null ? [] : ownAt(context, serviceRef(context.target, name));
  },
  'candidate pods': async (context) => {
    const { kube, target, release } = context;
    // Those of somebody else's workload in its place go with that one.
    const maker = await kube.get(candidateRef(target));
    if (maker && !isOwn(context, maker)) return [];
    const pods = await kube.list(podKind, target.namespace, labelText({ [labels.release]: release }));
    return pods.filter((pod) => kindOf(target).ownerOf(pod)?.workload === candidateName(target)).map(nameOf);
  },
  routes: (context) => context.router.leftovers(context),
  'migration jobs': jobsLeft,
  'smoke job': smokeJobLeft,
  'copied ConfigMaps': (context) => copiesLeft(context, 'ConfigMap'),
  'copied Secrets': (context) => copiesLeft(context, 'Secret'),
};

async function leftovers(context: StepContext): Promise<string[]> {
  const left = await Promise.all(Object.values(looks).map((look) => look(context)));
  return left.flat();
}

async function ownAt(context: StepContext, ref: ObjectRef): Promise<string[]> {
  const object = await context.kube.get(ref);
  return object && isOwn(context, object) ? [nameOf(object)] : [];
}

function nameOf(object: KubeObject): string {
  return titleOf(object, object.metadata.name);
}
