import { pointer } from '../field.ts';
import { calledBy, type GitOpsTool, markOf } from './tool.ts';

const managers = ['helm-controller'];
const label = 'helm.toolkit.fluxcd.io';

/** Flux: a HelmRelease that the object belongs to. It puts back what it finds changed where drift detection is on. */
export const fluxHelm: GitOpsTool = {
  managers,
  recognize(object, writers) {
    const marked = object.metadata.labels?.[`${label}/name`];
    const who = calledBy('Flux', 'HelmRelease', { marked, managers, writers });
    if (who === null) return null;
    const off = markOf(object, `${label}/driftDetection`) === 'disabled';
    return {
      who,
      heals: off ? null : 'if its HelmRelease has drift detection on and does not ignore that field',
      remedy: (field) => `add the path \`${pointer(field) ?? '/spec/template'}\` to its \`spec.driftDetection.ignore\``,
    };
  },
};
