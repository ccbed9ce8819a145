import { givesTrafficBack } from '../actions/facets.ts';
import type { ActionOf } from '../actions/index.ts';
import type { Plan } from '../domain/plan.ts';
import type { KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableRef, stableTitle } from '../workloads/of-target.ts';
import { mayStandFor } from '../workloads/versions/same-content.ts';
import type { Workload } from '../workloads/workload.ts';
import { otherwiseThanPlanned, setByOthers } from './as-planned.ts';
import { askedFor, asking } from './asked.ts';
import { keepNames } from './configuration-kept.ts';
import { hasNames, lackingConfiguration, withNames } from './configuration-names.ts';
import { imagesFor, keepImages, writeImages } from './kept-image.ts';
import { hasTaken, isOurs, isWritten, replicasBefore, writeStable } from './stable-marks.ts';
import { claimed, gone, halted, leaveAlone, podsToBeReady, standing } from './stable-undo.ts';
import { done, isLate, lookAgainMs, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';
import { stableTrouble } from './trouble.ts';
import { whoScales } from './who-scales.ts';

/** How far an update goes. */
export interface Reach {
  /** What is written along with the image. */
  write(object: KubeObject): KubeObject;
  /** It stands there. */
  isWritten(stable: Workload): boolean;
  /** Going forward, with all of it written: whether the new version is in as far as that. */
  come(stable: Workload): Promise<StepOutcome>;
}

/** Stable runs the image in all of its pods. */
export const updateWorkload: StepRunner<ActionOf<'workload.update'>> = (context, action) =>
  bringIn(context, action, everywhere(context, action.replicas));

/** @param replicas the least that must be ready then */
export function everywhere(context: StepContext, replicas: number): Reach {
  return {
    write: (object) => object,
    isWritten: () => true,
    async come(stable) {
      // More pods than the plan counted may be wanted by now, and there need not be room for them.
      const enough = stable.settled || (stable.rolled && stable.ready >= Math.max(1, replicas));
      return enough ? done(`${stable.ready} ready`) : coming(context, stable);
    },
  };
}

type Bringing = Pick<ActionOf<'workload.update'>, 'image' | 'replicas' | 'configuration'>;

/** Stable takes the image, as far as `reach` goes. */
export async function bringIn(
  context: StepContext,
  { image, replicas, configuration = [] }: Bringing,
  reach: Reach,
): Promise<StepOutcome> {
  const { kube, target, plan, undoing } = context;
  const object = await kube.get(stableRef(target));
  if (!object) return gone(context);
  const stable = kindOf(target).read(object);
  const { container } = target.workload;
  const now = imageOf(stable, container);
  if (undoing && !isOurs(context, object)) return leaveAlone(context, stable);
  if (now === null) return { kind: 'fail', detail: `${stableTitle(target)} has no container ${container}` };
  const images = imagesFor(context, stable, image);
  const taken =
    hasTaken(context, stable, images) && hasNames(context, object, configuration) && reach.isWritten(stable);
  const known = taken || [plan.from, plan.to].some((each) => now === each.image || mayStandFor(now, each.image));
  const problem = undoing || (known && isOurs(context, object)) ? null : otherwiseThanPlanned(plan, object);
  if (problem) return { kind: 'fail', detail: problem };
  const theirs = undoing && !taken ? setByOthers(plan, stable, container) : null;
  if (theirs !== null) return done(`${theirs} was put there meanwhile, and stays`);
  const wanted = wantedPods(context, object, replicas);
  const grow = (each: KubeObject) => reach.write(withNames(context, grown(each, wanted, context), configuration));
  const lacking = taken ? null : await lackingConfiguration(context, configuration, object);
  if (lacking) return lacking;
  const kept = await keepImages(context, stable, images, grow);
  if (kept) return kept;
  const named = undoing ? null : await keepNames(context, stable);
  if (named) return named;
  if (!taken || stable.replicas < wanted) {
    await writeImages(context, images, grow);
    if (!undoing || !undoGivesTraffic(plan)) return wait('Kubernetes to take it up');
  }
  if (undoing) {
    const holds = (held: Workload) => hasTaken(context, held, images) && hasNames(context, held.object, configuration);
    // Where traffic is given back next, that step sees how much the pods can take, and does not wait for all of them.
    return undoGivesTraffic(plan) ? claimed(context, stable, holds) : standing(context, stable, holds);
  }
  return reach.come(stable);
}

/**
 * All of stable's own pods are gone (`replicas` 0), not only going; or it has as many again as it had before the release,
 * and so many at least that all which are wanted now are ready.
 */
export const scaleWorkload: StepRunner<ActionOf<'workload.scale'>> = async (context, { replicas }) => {
  const { kube, target, undoing } = context;
  const object = await kube.get(stableRef(target));
  if (!object) return gone(context);
  const stable = kindOf(target).read(object);
  if (undoing && !isOurs(context, object)) return leaveAlone(context, stable);
  if (replicas === 0) return takeDown(context, stable);
  const wanted = replicasBefore(object, context) ?? replicas;
  if (stable.replicas < wanted && (askedFor(object, context) ?? 0) < wanted) {
    await writeStable(context, (each) => asking(each, wanted, context));
    return wait('Kubernetes to take it up');
  }
  // Whoever has taken the pods away since they were asked for has switched it off: it is not waited for.
  const isUp = ({ object: held, replicas: pods }: Workload) =>
    pods > 0 || wanted === 0 || (askedFor(held, context) ?? 0) >= wanted;
  if (undoing) return standing(context, stable, isUp);
  return stable.settled ? done(`${stable.ready} ready`) : coming(context, stable);
};

async function takeDown(context: StepContext, stable: Workload): Promise<StepOutcome> {
  // That it had none before the release as well is noted by the first write.
  if (stable.replicas !== 0 || !(context.undoing || isWritten(stable.object, context))) {
    await writeStable(context, (each) => asking(each, 0, context));
    return (await putBack(context, stable)) ?? wait('Kubernetes to take it up');
  }
  const { kube, target } = context;
  const left = await kindOf(target).pods(kube, stable, target.workload.container);
  return left.length > 0 ? wait('the old pods to stop') : done('all pods stopped');
}

/** Somebody starts pods of a workload again that the release has taken down: it is taken down again for a while, and said who. */
async function putBack(context: StepContext, stable: Workload): Promise<StepOutcome | null> {
  const { object, replicas } = stable;
  if (replicas === 0 || askedFor(object, context) !== 0) return null;
  const writer = await whoScales(context, stable);
  const advice = writer?.remedy ? ` (so that it doesn't: ${writer.remedy})` : '';
  const error = `${writer?.who ?? 'somebody'} scales ${stableTitle(context.target)} back to ${replicas}${advice}`;
  // Neither is fought without end, nor is a service kept half down meanwhile.
  return !context.undoing && isLate(context)
    ? { kind: 'fail', detail: error }
    : { kind: 'retry', error, ms: lookAgainMs };
}

/**
 * How many pods stable shall have at least; 0 where that is not for the release to say. It is where the traffic was away,
 * and an autoscaler may have followed it; and where the release has put stable to 0 itself. Only once: who takes the pods
 * away again wants fewer.
 */
function wantedPods(context: StepContext, stable: KubeObject, replicas: number): number {
  const { plan, undoing } = context;
  const asked = askedFor(stable, context);
  if (asked === 0) return Math.min(replicas, replicasBefore(stable, context) ?? replicas);
  if (undoGivesTraffic(plan)) return (asked ?? 0) < replicas ? replicas : 0;
  // Marks of an older version, which noted no count.
  return undoing && asked === null ? replicas : 0;
}

function grown(object: KubeObject, wanted: number, context: StepContext): KubeObject {
  return kindOf(context.target).read(object).replicas < wanted ? asking(object, wanted, context) : object;
}

function undoGivesTraffic({ steps }: Plan): boolean {
  return steps.some(({ undo }) => undo.some(givesTrafficBack));
}

/** Going forward: not all pods are ready yet, or one of them will never be. */
async function coming(context: StepContext, stable: Workload): Promise<StepOutcome> {
  return halted(context, stable) ?? (await stableTrouble(context, stable)) ?? wait(podsToBeReady(stable));
}
