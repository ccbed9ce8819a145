import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { Labels, PreflightCheck } from '../check.ts';
import type { Selecting } from '../shapes.ts';
import { subject, takeBoth } from '../words.ts';

/** PodDisruptionBudgets that guard one version's pods and not the other's. */
export const budgets: PreflightCheck = {
  name: 'budgets',
  needs: ({ candidate }) => (candidate?.apart ? ['budgets'] : []),
  look({ stable, candidate }, around) {
    const apart = candidate?.apart;
    if (!apart) return [];
    const holding = (labels: Labels) => (budget: Selecting) => selects(budget.spec.selector, labels);
    const all = around.budgets ?? [];
    const [forStable, forCandidate] = [holding(stable.rollout.template.metadata.labels), holding(candidate.labels)];
    const found = (budgets: readonly Selecting[], covered: string, bare: string): PreflightFinding[] => {
      if (budgets.length === 0) return [];
      const names = budgets.map(({ metadata }) => metadata.name);
      const { who, s } = subject('PodDisruptionBudget', 'PodDisruptionBudgets', names);
      const detail = `${who} cover${s} ${covered} pods but not ${bare}: draining a node may evict all of those at once`;
      return [{ severity: 'note', detail, remedy: `have its selector ${takeBoth(apart)}` }];
    };
    return [
      ...found(
        all.filter((each) => forStable(each) && !forCandidate(each)),
        "stable's",
        "the candidate's",
      ),
      ...found(
        all.filter((each) => forCandidate(each) && !forStable(each)),
        "the candidate's",
        "stable's",
      ),
    ];
  },
};
