import { heldBefore } from '../actions/facets.ts';
import type { ActionOf } from '../actions/index.ts';
import { ownsField } from '../platform/kube/ownership.ts';
import { fieldManager, type KubeObject } from '../platform/kube.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import { isNewImage } from '../workloads/versions/note.ts';
import type { Stages, Workload } from '../workloads/workload.ts';
import { ownNote, writeStable } from './stable-marks.ts';
import { halted } from './stable-undo.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';
import { stableTrouble } from './trouble.ts';
import { bringIn, everywhere, type Reach } from './workload.ts';

/** Stable runs the image in some of its pods, all ready; the others keep what they run. */
export const partitionWorkload: StepRunner<ActionOf<'workload.partition'>> = async (context, action) => {
  const { stages, read } = kindOf(context.target);
  if (!stages.can) return { kind: 'fail', detail: `${stableTitle(context.target)} can't be held: ${stages.why}` };
  return bringIn(context, action, reachOf(context, action, stages, read));
};

function reachOf(
  context: StepContext,
  { pods, replicas }: ActionOf<'workload.partition'>,
  stages: Stages,
  read: (object: KubeObject) => Workload,
): Reach {
  // How many it has now is for others to say: its share of them is the plan's.
  const whole = pods >= replicas;
  const held = (now: number) => (whole ? 0 : now - Math.ceil((now * pods) / replicas));
  return {
    write: (object) => stages.hold(object, held(read(object).replicas)),
    isWritten: ({ object, replicas: now }) => stages.held(object) === held(now),
    come: (stable) =>
      whole
        ? everywhere(context, replicas).come(stable)
        : come(context, stable, stable.replicas - held(stable.replicas)),
  };
}

/** Going forward: so many pods run the new version and are ready, or one of them never will be. */
async function come(context: StepContext, stable: Workload, wanted: number): Promise<StepOutcome> {
  const { kube, target, plan } = context;
  const all = await kindOf(target).pods(kube, stable, target.workload.container);
  const ready = all.filter((pod) => pod.ready && isNewImage(stable, plan, pod.image)).length;
  // The others are to be as before as well: until then nothing can be compared with them.
  if (ready >= wanted && all.filter((pod) => pod.ready).length >= stable.replicas)
    return done(`${ready} of ${stable.replicas} pods`);
  return (
    halted(context, stable) ??
    (await stableTrouble(context, stable)) ??
    wait(`${wanted} pods of ${plan.to.version} to be ready (${ready} are)`)
  );
}

/**
 * Lets the workload go: the user's own setting is there again, by which pods keep their template. One that somebody else has
 * put there since stays. A write of its own, before the field is given back.
 * @returns null where there is nothing to put back
 */
export async function letGo(context: StepContext, { object }: Workload): Promise<StepOutcome | null> {
  const { stages } = kindOf(context.target);
  if (!stages.can || !mayBeOurs(object, stages)) return null;
  const planned = context.plan.steps.map(({ action }) => heldBefore(action)).find((each) => each !== null);
  const was = planned ?? ownNote(object, context)?.held?.was ?? null;
  if (was === null || stages.held(object) === was) return null;
  await writeStable(context, (each) => stages.hold(each, was));
  return wait('Kubernetes to take it up');
}

/** Where the server keeps no book, nobody can tell: then it is as the release has left it. */
function mayBeOurs(object: KubeObject, { field }: Stages): boolean {
  return object.metadata.managedFields === undefined || ownsField(object, field, fieldManager);
}
