import { kindOf } from '../../workloads/of-target.ts';
import type { PreflightCheck } from '../check.ts';
import { read } from '../pod-resources.ts';

/**
 * A ResourceQuota that has no room for the object that the workload itself gets for a new template, a ReplicaSet as a rule,
 * before any old one goes. There may be one of that template from before: nobody has looked. What the candidate needs is looked at with its pods.
 */
export const replicaSets: PreflightCheck = {
  name: 'replica-sets',
  needs: ({ stable, candidate }) => (stable.replicas > 0 || candidate ? ['quotas'] : []),
  look({ target, stable, candidate }, { quotas = [] }) {
    const { kind, resource } = kindOf(target).history;
    // As quotas name them.
    const name = `count/${resource}.apps`;
    const ofCandidate = candidate ? 1 : 0;
    return quotas.flatMap(({ metadata, spec, status }) => {
      const most = read(status.hard).get(name) ?? read(spec.hard).get(name);
      const used = read(status.used).get(name);
      if (most === undefined || used === undefined) return [];
      const left = Math.max(0, most - used);
      // With less there is none for the candidate either, which stops the release.
      if (left !== ofCandidate) return [];
      const detail = `ResourceQuota ${metadata.name} has no room for a ${kind} of the new version of ${stable.title} (${name}: ${ofCandidate + 1} needed, ${left} left): its pods can't be replaced, unless that version has one from before`;
      const remedy = `raise the quota, or lower \`revisionHistoryLimit\` of ${stable.title} so that old ones go`;
      return [{ severity: 'warn', detail, remedy }];
    });
  },
};
