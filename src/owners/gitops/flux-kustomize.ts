import type { KubeObject } from '../../platform/kube.ts';
import { pointer } from '../field.ts';
import { calledBy, type GitOpsTool, markOf } from './tool.ts';

const managers = ['kustomize-controller'];
const label = 'kustomize.toolkit.fluxcd.io';

/** Flux: a Kustomization whose inventory the object is in. */
export const fluxKustomize: GitOpsTool = {
  managers,
  recognize(object, writers) {
    const { labels } = object.metadata;
    const marked = labels?.[`${label}/name`];
    const who = calledBy('Flux', 'Kustomization', { marked, managers, writers });
    if (who === null) return null;
    const namespace = labels?.[`${label}/namespace`];
    return {
      who,
      heals: isLeftAlone(object) ? null : 'when it next reconciles, if it is not suspended',
      remedy: (field) =>
        pointer(field) === '/spec/replicas'
          ? 'take `spec.replicas` out of the manifest in Git'
          : `suspend it while releases run (\`flux suspend kustomization ${marked ?? '…'}${namespace === undefined ? '' : ` -n ${namespace}`}\`)`,
    };
  },
};

/** By what its owner has written on the object. @see https://fluxcd.io/flux/components/kustomize/kustomizations/ */
function isLeftAlone(object: KubeObject): boolean {
  const ssa = markOf(object, `${label}/ssa`)?.toLowerCase();
  return markOf(object, `${label}/reconcile`) === 'disabled' || ssa === 'ignore' || ssa === 'ifnotpresent';
}
