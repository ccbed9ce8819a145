import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import type { Around } from '../sources.ts';
import { label } from '../words.ts';

/** Names of other Services that find the candidate's pods: requests come by them past the weights. */
export function waysPast(
  { candidate, front }: Pick<Scene, 'candidate' | 'front'>,
  { services: all = [] }: Around,
): string[] {
  if (!candidate) return [];
  return all
    .filter(({ metadata: { name } }) => name !== front?.name && name !== candidate.service)
    .filter(({ spec }) => Object.keys(spec.selector).length > 0)
    .filter(({ spec }) => selects({ matchLabels: spec.selector }, candidate.labels))
    .map(({ metadata }) => metadata.name);
}

/** Other Services, which find the candidate past the weights, or never find it. */
export const services: PreflightCheck = {
  name: 'services',
  needs: ({ candidate }) => (candidate?.apart ? ['services'] : []),
  look({ target, stable, candidate, front }, around) {
    const apart = candidate?.apart;
    if (!apart) return [];
    const past = waysPast({ candidate, front }, around);
    const own = stable.rollout.template.metadata.labels;
    return (around.services ?? []).flatMap(({ metadata: { name }, spec }): PreflightFinding[] => {
      if (name === front?.name || name === candidate.service || Object.keys(spec.selector).length === 0) return [];
      const findsStable = selects({ matchLabels: spec.selector }, own);
      if (past.includes(name)) {
        const detail = `Service ${name} selects the candidate's pods${findsStable ? ' too' : ''}: what calls it may reach the new version, whatever share of the traffic that has`;
        const remedy = findsStable
          ? `add ${label(apart.key, apart.stable)} to its selector, which the candidate's pods don't have`
          : `have it select by another label than ${label(apart.key, apart.candidate)}`;
        return [{ severity: 'warn', detail, remedy }];
      }
      if (!findsStable) return [];
      const detail = `Service ${name} selects stable's pods but not the candidate's: what calls or scrapes ${target.service} through it sees the new version only once it has taken over`;
      const remedy = `if it should see it sooner, have it select by labels other than ${label(apart.key, apart.stable)}`;
      return [{ severity: 'note', detail, remedy }];
    });
  },
};
