import { pointer } from '../field.ts';
import { calledBy, type GitOpsTool } from './tool.ts';

const managers = ['kustomize-controller'];
const label = 'kustomize.toolkit.fluxcd.io';

/** Flux: a Kustomization whose inventory the object is in. */
export const fluxKustomize: GitOpsTool = {
  managers,
  heals: true,
  recognize({ metadata }, writers) {
    const marked = metadata.labels?.[`${label}/name`];
    const who = calledBy('Flux', 'Kustomization', { marked, managers, writers });
    if (who === null) return null;
    const namespace = metadata.labels?.[`${label}/namespace`];
    return {
      who,
      remedy: (field) =>
        pointer(field) === '/spec/replicas'
          ? 'take `spec.replicas` out of the manifest in Git'
          : `suspend it while releases run (\`flux suspend kustomization ${marked ?? '…'}${namespace === undefined ? '' : ` -n ${namespace}`}\`)`,
    };
  },
};
