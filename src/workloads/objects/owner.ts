import type { KubeObject } from '../../platform/kube.ts';

type Reference = NonNullable<KubeObject['metadata']['ownerReferences']>[number];

/** The one owner that an object obeys; undefined where it was made by hand. */
export function controllerOf({ metadata }: KubeObject): Reference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
