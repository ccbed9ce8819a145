import type { RevertedOf } from '../domain/reverted.ts';
import { imagesByContainer } from '../domain/version.ts';
import { lastWriter } from '../owners/writers.ts';
import type { KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { setByOthers } from './as-planned.ts';
import { askedImage, askingImages } from './asked.ts';
import { hasTaken, writeStable } from './stable-marks.ts';
import { lookAgainMs, type StepContext, type StepOutcome } from './step.ts';

/** Image references by container. */
export type Images = ReadonlyMap<string, string>;

/**
 * Image references for stable, by container: the one that the action names, and with it those of the other containers that
 * move along. On the way back what somebody else has put into one of these meanwhile stays.
 */
export function imagesFor({ plan, target, undoing }: StepContext, stable: Workload, image: string): Images {
  const { container } = target.workload;
  const version = undoing ? plan.from : plan.to;
  const images = [...imagesByContainer({ ...version, image }, container)];
  const stays = (name: string) => undoing && name !== container && setByOthers(plan, stable, name) !== null;
  return new Map(images.filter(([name]) => !stays(name)));
}

/** Stable gets the images; what this release has asked for already stands in its note. */
export function writeImages(
  context: StepContext,
  images: Images,
  change: (object: KubeObject) => KubeObject = (object) => object,
): Promise<void> {
  return writeStable(context, (object) => askingImages(change(object), images, context), images);
}

/**
 * Sets the images again where this release has set them and somebody else has put the other version's back.
 * @param change what else stable shall get with it
 * @returns null where that is not so, and nothing was written
 */
export async function keepImages(
  context: StepContext,
  stable: Workload,
  images: Images,
  change?: (object: KubeObject) => KubeObject,
): Promise<StepOutcome | null> {
  const reverted = revertedImage(context, stable, images);
  if (!reverted) return null;
  await writeImages(context, images, change);
  if (!context.undoing) return { kind: 'wait', ms: lookAgainMs, what: 'Kubernetes to take it up', reverted };
  const { by, found, remedy } = reverted;
  const advice = remedy === null ? '' : ` (to keep it: ${remedy})`;
  const error = `${by ?? 'somebody'} puts ${found} back on ${stableTitle(context.target)}${advice}`;
  return { kind: 'retry', error, ms: lookAgainMs };
}

function revertedImage(context: StepContext, stable: Workload, images: Images): RevertedOf<'image'> | null {
  const { container } = context.target.workload;
  const { fields } = kindOf(context.target);
  const { from, to } = context.plan;
  const [found, wanted] = [imageOf(stable, container), images.get(container)];
  if (wanted === undefined || hasTaken(context, stable, images)) return null;
  // A third one is no putting back: somebody has released something else.
  if (found !== from.image && found !== to.image) return null;
  if (askedImage(stable.object, context) !== wanted) return null;
  const writer = lastWriter(stable.object, fields.image(stable, container));
  return { what: 'image', found, wanted, by: writer?.who ?? null, remedy: writer?.remedy ?? null };
}
