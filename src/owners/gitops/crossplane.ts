import { calledBy, type GitOpsTool } from './tool.ts';

const managers = ['crossplane-kubernetes-provider', 'provider-kubernetes*', 'apiextensions.crossplane.io/*'];

/** Crossplane: a composite that has made the object, which it compares and writes again and again. */
export const crossplane: GitOpsTool = {
  managers,
  recognize({ metadata }, writers) {
    const marked = metadata.labels?.['crossplane.io/composite'];
    const who = calledBy('Crossplane', '', { marked, managers, writers });
    if (who === null) return null;
    return {
      who,
      heals: 'when it next reconciles, if it is not paused',
      remedy: () => 'pause what has made it while releases run, by the annotation `crossplane.io/paused: "true"`',
    };
  },
};
