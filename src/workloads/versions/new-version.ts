import type { Kube, KubeObject } from '../../platform/kube.ts';
import { imageIn, podSchema } from '../objects/pod.ts';
import { kindOf, readStable } from '../of-target.ts';
import { isNewImage, type Versions } from './note.ts';
import { isSameContent } from './same-content.ts';

/** Answers by revision and version, as a revision's template never changes. So many that a busy worker needs no more. */
const mostKept = 2000;
const answers = new WeakMap<Kube, Map<string, Promise<boolean | null>>>();

/**
 * Whether a pod of stable is of the plan's new version: by its image; or, where an admission policy has put another there,
 * by the template of its revision, for which the API server is asked once. Where that cannot be told, it is not.
 * @throws KubeError
 */
export async function isOfNewVersion(kube: Kube, plan: Versions, pod: KubeObject): Promise<boolean> {
  const told = newByImage(plan, pod);
  if (told !== null) return told;
  const revision = kindOf(plan.target).ownerOf(pod)?.revision;
  return revision === undefined ? false : ((await askedOnce(kube, plan, revision)) ?? false);
}

/** As far as the pod's own image tells; null where it is neither version's. */
export function newByImage({ from, to, target }: Versions, pod: KubeObject): boolean | null {
  const image = imageIn(podSchema.safeParse(pod).data?.spec.containers ?? [], target.workload.container);
  if (image === to.image) return true;
  if (image === from.image || image === null) return false;
  if (isSameContent(from.image, to.image)) return null;
  if (isSameContent(image, to.image)) return true;
  return isSameContent(image, from.image) ? false : null;
}

function askedOnce(kube: Kube, plan: Versions, revision: string): Promise<boolean | null> {
  const known = answers.get(kube) ?? new Map<string, Promise<boolean | null>>();
  answers.set(kube, known);
  const { namespace, workload } = plan.target;
  const key = JSON.stringify([namespace, workload.name, revision, plan.from.image, plan.to.image]);
  const there = known.get(key);
  if (there) return there;
  if (known.size >= mostKept) known.clear();
  const answer = byTemplate(kube, plan, revision);
  known.set(key, answer);
  const forget = () => known.delete(key);
  answer.then((told) => told ?? forget(), forget);
  return answer;
}

/** Null where stable, or this revision of it, is not there. */
async function byTemplate(kube: Kube, plan: Versions, revision: string): Promise<boolean | null> {
  const { target } = plan;
  const stable = await readStable(kube, target);
  if (!stable) return null;
  const images = (await kindOf(target).revisionImages(kube, stable)).get(revision);
  return images ? isNewImage(stable, plan, images.get(target.workload.container) ?? null) : null;
}
