import { plannedMoves, undoneMoves } from '../domain/configuration-moves.ts';
import type { RevertedOf } from '../domain/reverted.ts';
import { lastWriter, type Writer } from '../owners/writers.ts';
import type { KubeObject } from '../platform/kube.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { askedImage } from './asked.ts';
import { type LeftName, leftNames, withNames } from './configuration-names.ts';
import { isOurs, writeStable } from './stable-marks.ts';
import { lookAgainMs, type StepContext, type StepOutcome } from './step.ts';

/** The workload naming what it shall name in the end. */
export function withFinalNames(context: StepContext): (object: KubeObject) => KubeObject {
  return (object) => withNames(context, object, finalMoves(context));
}

/**
 * Stable names again what it shall name in the end, where this release had it so and somebody has put another name back.
 * Null where that is not so, and nothing was written.
 */
export async function keepNames(context: StepContext, stable: Workload): Promise<StepOutcome | null> {
  const left = leftNames(context, stable.object, finalMoves(context));
  if (left.length === 0 || !hadNames(context, stable.object)) return null;
  await writeStable(context, withFinalNames(context));
  const reverted = revertedNames(context, stable.object, left);
  if (!context.undoing) return { kind: 'wait', ms: lookAgainMs, what: 'Kubernetes to take it up', reverted };
  const { by, found, remedy } = reverted;
  const advice = remedy === null ? '' : ` (so that it doesn't: ${remedy})`;
  const error = `${by ?? 'somebody'} puts ${found} back on ${stableTitle(context.target)}${advice}`;
  return { kind: 'retry', error, ms: lookAgainMs };
}

function finalMoves({ plan, undoing }: StepContext) {
  return undoing ? undoneMoves(plan) : plannedMoves(plan);
}

/** Names and image come with one write: where the image was asked for, the names were as well. */
function hadNames(context: StepContext, stable: KubeObject): boolean {
  return isOurs(context, stable) && (context.undoing || askedImage(stable, context) === context.plan.to.image);
}

function revertedNames(
  context: StepContext,
  stable: KubeObject,
  left: readonly LeftName[],
): RevertedOf<'configuration'> {
  const writer = writerOf(context, stable);
  return {
    what: 'configuration',
    found: left.map(({ kind, name }) => `${kind} ${name}`).join(' and '),
    wanted: left.map(({ kind, to }) => `${kind} ${to}`).join(' and '),
    by: writer?.who ?? null,
    remedy: writer?.remedy ?? null,
  };
}

function writerOf({ target }: StepContext, stable: KubeObject): Writer | null {
  const fields = kindOf(target).fields.configuration(stable);
  return fields.map((field) => lastWriter(stable, field)).find((writer) => writer !== null) ?? null;
}
