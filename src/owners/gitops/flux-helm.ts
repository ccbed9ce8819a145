import { pointer } from '../field.ts';
import { calledBy, type GitOpsTool } from './tool.ts';

const managers = ['helm-controller'];
const label = 'helm.toolkit.fluxcd.io';

/** Flux: a HelmRelease that the object belongs to. It puts back what it finds changed where drift detection is on. */
export const fluxHelm: GitOpsTool = {
  managers,
  heals: true,
  recognize({ metadata }, writers) {
    const marked = metadata.labels?.[`${label}/name`];
    const who = calledBy('Flux', 'HelmRelease', { marked, managers, writers });
    if (who === null) return null;
    return {
      who,
      remedy: (field) => `add the path \`${pointer(field) ?? '/spec/template'}\` to its \`spec.driftDetection.ignore\``,
    };
  },
};
