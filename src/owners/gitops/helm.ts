import type { GitOpsTool } from './tool.ts';

const managers = ['helm'];

/** Helm itself: writes when somebody runs it, and at no other time. */
export const helm: GitOpsTool = {
  managers,
  heals: false,
  recognise({ metadata }, writers) {
    const release = metadata.annotations?.['meta.helm.sh/release-name'];
    if (release === undefined && !writers.some((writer) => managers.includes(writer))) return null;
    return {
      who: release === undefined ? 'Helm' : `Helm (${release})`,
      remedy: () => 'run no `helm upgrade` of it while a release is under way',
    };
  },
};
