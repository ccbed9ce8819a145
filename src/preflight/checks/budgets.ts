import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { PreflightCheck } from '../check.ts';
import { takeBoth } from '../words.ts';

/** PodDisruptionBudgets that guard one version's pods and not the other's. */
export const budgets: PreflightCheck = {
  name: 'budgets',
  needs: ({ candidate }) => (candidate?.apart ? ['budgets'] : []),
  look({ stable, candidate }, around) {
    const apart = candidate?.apart;
    if (!apart) return [];
    return (around.budgets ?? []).flatMap(({ metadata: { name }, spec }): PreflightFinding[] => {
      const guardsStable = selects(spec.selector, stable.rollout.template.metadata.labels);
      const guardsCandidate = selects(spec.selector, candidate.labels);
      if (guardsStable === guardsCandidate) return [];
      const [guarded, bare] = guardsStable ? ["stable's", "the candidate's"] : ["the candidate's", "stable's"];
      const detail = `PodDisruptionBudget ${name} guards ${guarded} pods and not ${bare}: a node that is drained may take all of those at once`;
      return [{ severity: 'warn', detail, remedy: takeBoth(apart) }];
    });
  },
};
