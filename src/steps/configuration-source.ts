import type { ConfigurationSource } from '../domain/configuration.ts';
import { lastWriter } from '../owners/writers.ts';
import type { Seals } from '../platform/kube/seal.ts';
import type { Kube, KubeObject } from '../platform/kube.ts';
import { readConfiguration } from '../workloads/objects/configuration.ts';
import { contentText } from '../workloads/objects/configuration-content.ts';

interface Place {
  kube: Kube;
  namespace: string;
  seals: Seals;
}

/** The user's object, where its content is still what the plan saw; else why it is not, in words. Throws a `KubeError`. */
export async function plannedSource(
  { kube, namespace, seals }: Place,
  { kind, source, fingerprint }: ConfigurationSource,
): Promise<KubeObject | string> {
  const original = await readConfiguration(kube, kind, namespace, source);
  const title = `${kind} ${source}`;
  if (!original) return `${title} is gone: it was there when the plan was made`;
  if (seals.fits(contentText(original, source), fingerprint)) return original;
  return `${title} was changed${changedBy(original)} after the plan was made`;
}

/** " (by kubectl-edit)", as far as the server has noted it. */
function changedBy(object: KubeObject): string {
  const writer = lastWriter(object, ['f:data']);
  return writer ? ` (by ${writer.who})` : '';
}
