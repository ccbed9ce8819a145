import { nothingElse, type PreflightCheck } from '../check.ts';
import { neverTwice, withStrategy } from '../words.ts';

/** A workload that nobody calls takes its work by itself, and so does its copy. */
export const queueWorker: PreflightCheck = {
  name: 'queue-worker',
  needs: nothingElse,
  look({ stable, candidate, front }) {
    if (!candidate || front) return [];
    const detail = `${stable.title} has no Service: both versions take work at the same time, each as much as it has pods, and no router divides it`;
    return [{ severity: 'warn', detail, remedy: `if two versions must not, release it ${withStrategy(neverTwice)}` }];
  },
};
