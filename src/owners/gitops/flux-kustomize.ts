import { pointer } from '../field.ts';
import type { GitOpsTool } from './tool.ts';

const managers = ['kustomize-controller'];
const label = 'kustomize.toolkit.fluxcd.io';

/** Flux: a Kustomization whose inventory the object is in. */
export const fluxKustomize: GitOpsTool = {
  managers,
  heals: true,
  recognise({ metadata }, writers) {
    const name = metadata.labels?.[`${label}/name`];
    if (name === undefined && !writers.some((writer) => managers.includes(writer))) return null;
    const namespace = metadata.labels?.[`${label}/namespace`];
    return {
      who: name === undefined ? 'Flux' : `Flux (Kustomization ${name})`,
      remedy: (field) =>
        pointer(field) === '/spec/replicas'
          ? 'take `spec.replicas` out of the manifest in Git'
          : `suspend it while releases run (\`flux suspend kustomization ${name ?? '…'}${namespace === undefined ? '' : ` -n ${namespace}`}\`)`,
    };
  },
};
