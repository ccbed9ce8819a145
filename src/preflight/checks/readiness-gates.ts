import { nothingElse, type PreflightCheck } from '../check.ts';
import { noCopy, some, withStrategy } from '../words.ts';

/**
 * Pods that are ready only once something else has said so, such as a load balancer that knows them by the Service. The
 * candidate's stand behind another one.
 */
export const readinessGates: PreflightCheck = {
  name: 'readiness-gates',
  needs: nothingElse,
  look({ stable, candidate, front }) {
    const gates = stable.rollout.template.spec.readinessGates.map(({ conditionType }) => conditionType);
    if (!candidate?.apart || !front || gates.length === 0) return [];
    const detail = `Pods of ${stable.title} are ready only once something else says so (readiness gate ${some(gates)}): if it goes by Service ${front.name}, it doesn't know the candidate's pods, and these never get ready`;
    const remedy = `make sure that it knows the pods of Service ${candidate.service ?? candidate.name} too, or release it ${withStrategy(noCopy)}`;
    return [{ severity: 'warn', detail, remedy }];
  },
};
