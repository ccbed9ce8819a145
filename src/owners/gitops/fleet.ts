import { calledBy, type GitOpsTool } from './tool.ts';

const managers = ['fleetagent', 'fleet-agent'];

/** Rancher's Fleet: a bundle that was deployed to this cluster. It installs bundles as Helm charts. */
export const fleet: GitOpsTool = {
  managers,
  recognize({ metadata }, writers) {
    const marked = metadata.annotations?.['objectset.rio.cattle.io/id'];
    // Rancher's other controllers mark what they make by the same annotation, and name the kind of who has made it.
    const others = metadata.annotations?.['objectset.rio.cattle.io/owner-gvk'] !== undefined;
    const who = calledBy('Fleet', '', { marked: others ? undefined : marked, managers, writers });
    if (who === null) return null;
    return {
      who,
      heals: 'if its bundle has `correctDrift` on',
      remedy: () => 'pause its GitRepo while releases run (`spec.paused: true`), or turn `correctDrift` off',
    };
  },
};
