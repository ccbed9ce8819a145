import { pointer } from '../field.ts';
import type { GitOpsTool } from './tool.ts';

const managers = ['helm-controller'];
const label = 'helm.toolkit.fluxcd.io';

/** Flux: a HelmRelease that the object belongs to. It puts back what it finds changed where drift detection is on. */
export const fluxHelm: GitOpsTool = {
  managers,
  heals: true,
  recognise({ metadata }, writers) {
    const name = metadata.labels?.[`${label}/name`];
    if (name === undefined && !writers.some((writer) => managers.includes(writer))) return null;
    return {
      who: name === undefined ? 'Flux' : `Flux (HelmRelease ${name})`,
      remedy: (field) => `add the path \`${pointer(field) ?? '/spec/template'}\` to its \`spec.driftDetection.ignore\``,
    };
  },
};
