import type { Action } from '../domain/plan.ts';
import { removeCandidate, scaleCandidate, startCandidate } from './candidate.ts';
import { cleanRoute, prepareRoute } from './route.ts';
import type { StepContext, StepOutcome } from './step.ts';
import { restoreTraffic, shiftTraffic } from './traffic.ts';
import { verifyClean } from './verify.ts';
import { scaleWorkload, updateWorkload } from './workload.ts';

/** Runs one action. `bake` has no runner: it is decided from the log alone. */
export function runAction(context: StepContext, action: Exclude<Action, { kind: 'bake' }>): Promise<StepOutcome> {
  switch (action.kind) {
    case 'route.prepare':
      return prepareRoute(context, action);
    case 'route.clean':
      return cleanRoute(context, action);
    case 'candidate.start':
      return startCandidate(context, action);
    case 'candidate.scale':
      return scaleCandidate(context, action);
    case 'candidate.remove':
      return removeCandidate(context, action);
    case 'traffic.shift':
      return shiftTraffic(context, action);
    case 'traffic.restore':
      return restoreTraffic(context, action);
    case 'workload.update':
      return updateWorkload(context, action);
    case 'workload.scale':
      return scaleWorkload(context, action);
    case 'verify.clean':
      return verifyClean(context, action);
  }
}
