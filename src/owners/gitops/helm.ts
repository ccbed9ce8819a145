import { calledBy, type GitOpsTool } from './tool.ts';

const managers = ['helm'];

/** Helm itself: writes when somebody runs it, and at no other time. */
export const helm: GitOpsTool = {
  managers,
  recognize({ metadata }, writers) {
    const marked = metadata.annotations?.['meta.helm.sh/release-name'];
    const who = calledBy('Helm', '', { marked, managers, writers });
    const remedy = () => 'run no `helm upgrade` of it while a release is under way';
    return who === null ? null : { who, heals: null, remedy };
  },
};
