import type { Reverted } from '../domain/events.ts';
import { lastWriter } from '../owners/writers.ts';
import type { KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableTitle } from '../workloads/of-target.ts';
import { askedImage, askingImage } from './asked.ts';
import { writeStable } from './stable-marks.ts';
import { lookAgainMs, type StepContext, type StepOutcome } from './step.ts';

/** Stable gets the image; what this release has asked for already stands in its note. */
export function writeImage(
  context: StepContext,
  image: string,
  change: (object: KubeObject) => KubeObject = (object) => object,
): Promise<void> {
  return writeStable(context, (object) => askingImage(change(object), image, context));
}

/**
 * Sets the image again where this release has set it and somebody else has put another one back.
 * @param change what else stable shall get with it
 * @returns null where that is not so, and nothing was written
 */
export async function keepImage(
  context: StepContext,
  stable: KubeObject,
  image: string,
  change?: (object: KubeObject) => KubeObject,
): Promise<StepOutcome | null> {
  const reverted = revertedImage(context, stable, image);
  if (!reverted) return null;
  await writeImage(context, image, change);
  if (!context.undoing) return { kind: 'wait', ms: lookAgainMs, what: 'Kubernetes to take it up', reverted };
  const { by, found, remedy } = reverted;
  const advice = remedy === null ? '' : ` (to keep it: ${remedy})`;
  const error = `${by ?? 'somebody'} puts ${found} back on ${stableTitle(context.target)}${advice}`;
  return { kind: 'retry', error, ms: lookAgainMs };
}

function revertedImage(context: StepContext, stable: KubeObject, image: string): Reverted | null {
  const { container } = context.target.workload;
  const { fields, read } = kindOf(context.target);
  const { from, to } = context.plan;
  const found = imageOf(read(stable), container);
  // A third one is no putting back: somebody has released something else.
  if (found === image || (found !== from.image && found !== to.image)) return null;
  if (askedImage(stable, context) !== image) return null;
  const writer = lastWriter(stable, fields.image(container));
  return { what: 'image', found, wanted: image, by: writer?.who ?? null, remedy: writer?.remedy ?? null };
}
