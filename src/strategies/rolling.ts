import type { Strategy } from '../domain/target.ts';
import { planIdle } from './idle.ts';
import { bakeStep, type Planner, step } from './planner.ts';

/** Stable takes the image and Kubernetes rolls it, watched to the end and for a while after. */
export const planRolling: Planner<Extract<Strategy, { kind: 'rolling' }>> = ({
  target,
  strategy,
  snapshot,
  from,
  to,
}) => {
  const { replicas } = snapshot;
  if (replicas === 0) return planIdle({ target, from, to });
  const deadlineMs = target.limits.readyMs;
  return {
    steps: [
      step(
        { kind: 'workload.update', image: to.image, replicas },
        {
          undo: [{ kind: 'workload.update', image: from.image, replicas }, { kind: 'verify.clean' }],
          deadlineMs,
          watched: true,
        },
      ),
      bakeStep(100, strategy.bakeMs, target),
      step({ kind: 'verify.clean' }, { deadlineMs }),
    ],
    notes: [],
  };
};
