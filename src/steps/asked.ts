import { annotations } from '../domain/names.ts';
import type { Annotated } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { kindOf } from '../workloads/of-target.ts';
import type { StepContext } from './step.ts';

type Holder = Pick<StepContext, 'release'>;

/**
 * How many pods the release last asked this workload to have; null where it never did, or where an older version of
 * Sluice wrote it. Whoever changes the count after that (an autoscaler, a person) has it: the release does not ask twice.
 */
export function askedFor({ metadata }: Annotated, { release }: Holder): number | null {
  const [by, count] = (metadata.annotations?.[annotations.asked] ?? '').split('/');
  return by === release && count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : null;
}

/** Which image the release last set; null where it set none, or where an older version of Sluice wrote the note. */
export function askedImage({ metadata }: Annotated, { release }: Holder): string | null {
  const [by, , ...image] = (metadata.annotations?.[annotations.asked] ?? '').split('/');
  return by === release && image.length > 0 ? image.join('/') : null;
}

/** The workload with so many pods, and with a note that it was the release that asked for them. */
export function asking(object: KubeObject, replicas: number, holder: Holder & Pick<StepContext, 'target'>): KubeObject {
  const sized = kindOf(holder.target).withReplicas(object, replicas);
  return withNote(sized, askedNote(replicas, holder, askedImage(object, holder)));
}

/** The workload with these images, by container, and with a note that it was the release that set the released one. */
export function askingImages(
  object: KubeObject,
  images: ReadonlyMap<string, string>,
  holder: Holder & Pick<StepContext, 'target'>,
): KubeObject {
  const { read, withImages } = kindOf(holder.target);
  const count = askedFor(object, holder) ?? read(object).replicas;
  const image = images.get(holder.target.workload.container) ?? askedImage(object, holder);
  return withNote(withImages(object, images), askedNote(count, holder, image));
}

/** `<release>/<count>` or `<release>/<count>/<image>`: a note that another release has left says nothing. */
export function askedNote(replicas: number, { release }: Holder, image: string | null = null): string {
  return image === null ? `${release}/${replicas}` : `${release}/${replicas}/${image}`;
}

function withNote(object: KubeObject, note: string): KubeObject {
  const annotated = { ...object.metadata.annotations, [annotations.asked]: note };
  return { ...object, metadata: { ...object.metadata, annotations: annotated } };
}
