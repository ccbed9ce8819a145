import type { ActionOf } from '../actions/index.ts';
import { byWeight } from '../domain/route.ts';
import { imageOf, kindOf, readStable, stableTitle } from '../workloads/of-target.ts';
import { isNewImage } from '../workloads/versions/note.ts';
import type { Workload } from '../workloads/workload.ts';
import { applyRoute, followed } from './apply-route.ts';
import { setByOthers } from './as-planned.ts';
import { askedFor, asking } from './asked.ts';
import { withFinalNames } from './configuration-kept.ts';
import { imagesFor, keepImages } from './kept-image.ts';
import { keptShare, lentShare, type Standing } from './kept-share.ts';
import { hasTaken, writeStable } from './stable-marks.ts';
import { halted } from './stable-undo.ts';
import { done, isLate, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

/** The candidate answers this share of the requests. */
export const shiftTraffic: StepRunner<ActionOf<'traffic.shift'>> = async (context, action) => {
  const { percent, replicas, sticky } = action;
  return (await applyRoute(context, byWeight(percent, sticky), replicas)) ?? done(`${percent} % of the traffic`);
};

/** All traffic to stable: forward once its pods are there, back as soon as any of them can take it. */
export const restoreTraffic: StepRunner<ActionOf<'traffic.restore'>> = async (context, { replicas }) => {
  const { kube, target, undoing } = context;
  const stable = await readStable(kube, target);
  if (!stable) return { kind: 'retry', error: `${stableTitle(target)} is gone`, ms: 5000 };
  return undoing ? takeBack(context, stable, replicas) : handOver(context, stable, replicas);
};

/** The candidate was good and has the pods for all of the traffic: stable takes it as its own pods come. */
async function handOver(context: StepContext, stable: Workload, planned: number): Promise<StepOutcome> {
  const { plan, target } = context;
  const images = imagesFor(context, stable, plan.to.image);
  const kept = await keepImages(context, stable, images, withFinalNames(context));
  if (kept) return kept;
  const theirs = hasTaken(context, stable, images) ? null : setByOthers(plan, stable, target.workload.container);
  if (theirs !== null) return { kind: 'fail', detail: `${stableTitle(context.target)} runs ${theirs} by now` };
  if (!stable.rolled) return halted(context, stable) ?? wait('Kubernetes to take it up');
  const ready = stable.ready;
  if (ready >= planned) return allBack(context);
  await grow(context, stable, planned);
  if (!isHeld(context, stable, planned)) return waitForPods(planned, ready);
  const given = await give(context, lentShare, { ready, planned, complete: isLate(context) });
  return given ?? waitForPods(planned, ready);
}

/** The candidate is taken back: see `keptShare`. What is asked of stable's size comes after its traffic. */
async function takeBack(context: StepContext, stable: Workload, planned: number): Promise<StepOutcome> {
  const { ready, bad } = await podsToTake(context, stable);
  const asMany = isHeld(context, stable, planned) && ready >= stable.replicas;
  const given = await give(context, keptShare, { ready, planned, complete: asMany || isLate(context) });
  if (!given) {
    await grow(context, stable, planned);
    return waitForPods(planned, ready);
  }
  return bad === 0 ? given : (halted(context, stable) ?? wait(`${bad} pods of ${context.plan.to.version} to stop`));
}

/** Pods of stable that can take the traffic, and those that run the version which is taken back. */
async function podsToTake({ kube, target, plan }: StepContext, stable: Workload) {
  const isNew = (image: string | null) => isNewImage(stable, plan, image);
  // Of one template all, whichever it is: where that is the new version, somebody else has put it there.
  if (stable.rolled || isNew(imageOf(stable, target.workload.container))) return { ready: stable.ready, bad: 0 };
  const pods = await kindOf(target).pods(kube, stable, target.workload.container);
  const good = pods.filter(({ ready, image }) => ready && !isNew(image));
  const bad = pods.filter(({ leaving, image }) => !leaving && isNew(image));
  return { ready: good.length, bad: bad.length };
}

/** Somebody (an autoscaler as a rule) wants fewer pods than the plan counted, and knows that the release wants more. */
function isHeld(context: StepContext, stable: Workload, planned: number): boolean {
  return stable.replicas < planned && (askedFor(stable.object, context) ?? 0) >= planned;
}

/** Stable may have become smaller while its traffic was away. Asked once: see `asked.ts`. */
async function grow(context: StepContext, stable: Workload, planned: number): Promise<void> {
  // Without a single pod nobody could answer: whoever wants none goes by a traffic that is not there yet.
  const asked = stable.replicas === 0 ? 0 : (askedFor(stable.object, context) ?? 0);
  if (stable.replicas >= planned || asked >= planned) return;
  await writeStable(context, (object) => asking(object, planned, context));
}

/** Leaves the candidate no more than `rule` says. Done where that is nothing, null where it keeps some. */
async function give(
  context: StepContext,
  rule: (standing: Standing) => number,
  standing: Omit<Standing, 'share'>,
): Promise<StepOutcome | null> {
  const { router } = context;
  if (standing.ready === 0) return null;
  // Where it would keep nothing of the whole traffic, it keeps nothing of any share: users do not wait for a read.
  if (rule({ ...standing, share: 100 }) <= 0) return allBack(context);
  const share = await router.share(context);
  const kept = rule({ ...standing, share });
  if (kept <= 0) return allBack(context);
  if (router.traits.precision === 'exact' && kept < share) await router.shift(context, byWeight(kept));
  return null;
}

async function allBack(context: StepContext): Promise<StepOutcome> {
  const { router, undoing, plan } = context;
  const nothing = byWeight(0);
  await router.shift(context, nothing);
  const waits = await followed(context, nothing);
  return waits ?? done(`all traffic on ${undoing ? plan.from.version : plan.to.version}`);
}

function waitForPods(planned: number, ready: number): StepOutcome {
  return wait(`${planned} pods of stable to be ready (${ready} are)`);
}
