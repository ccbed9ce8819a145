import type { PreflightFinding } from '../../domain/preflight.ts';
import { nothingElse, type PreflightCheck, type Stable } from '../check.ts';
import { neverTwice, withStrategy } from '../words.ts';

/** A workload that says by its own strategy that two of its pods must not run at once. */
export const downFirst: PreflightCheck = {
  name: 'down-first',
  needs: nothingElse,
  look({ stable, handling }) {
    const { rollout, replicas } = stable;
    if (!rollout.downFirst) return handling.clones && replicas === 1 && rollout.surge === 0 ? [oneAtATime(stable)] : [];
    if (handling.clones) {
      const detail = `${stable.title} has the strategy Recreate: its pods must not run beside those of another version, and a candidate would`;
      const remedy = `release it ${withStrategy(neverTwice)}, or set the strategy RollingUpdate if two versions may run at once`;
      return [{ severity: 'refuse', detail, remedy }];
    }
    if (!handling.rolls || replicas === 0) return [];
    const detail = `${stable.title} has the strategy Recreate: Kubernetes stops all old pods before the first new one starts, so it is down meanwhile`;
    return [{ severity: 'warn', detail, remedy: 'set the strategy RollingUpdate if two versions may run at once' }];
  },
};

/** Another way to say it, or only a way to save room: nobody can tell which. */
function oneAtATime({ title }: Stable): PreflightFinding {
  const detail = `${title} has one pod and maxSurge 0, so two of its pods never run at once, and a candidate would run beside it`;
  return { severity: 'warn', detail, remedy: `release it ${withStrategy(neverTwice)} if two must not run at once` };
}
