import { nothingElse, type PreflightCheck } from '../check.ts';
import { neverTwice, withStrategy } from '../words.ts';

/** A workload that says by its own strategy that two of its pods must not run at once. */
export const downFirst: PreflightCheck = {
  name: 'down-first',
  needs: nothingElse,
  look({ stable, handling }) {
    if (!stable.rollout.downFirst) return [];
    if (handling.clones) {
      const detail = `${stable.title} has the strategy Recreate: its pods must not run beside those of another version, and a candidate would`;
      const remedy = `release it ${withStrategy(neverTwice)}, or set the strategy RollingUpdate if two versions may run at once`;
      return [{ severity: 'refuse', detail, remedy }];
    }
    if (!handling.rolls || stable.replicas === 0) return [];
    const detail = `${stable.title} has the strategy Recreate: Kubernetes stops all old pods before the first new one starts, so it is down meanwhile`;
    return [{ severity: 'warn', detail, remedy: 'set the strategy RollingUpdate if two versions may run at once' }];
  },
};
