import { bakedOnce } from './baked-once.ts';
import { planIdle } from './idle.ts';
import { bakeStep, step } from './planner.ts';

/** Stable takes the image and Kubernetes rolls it, watched to the end and for a while after. */
export const rolling = bakedOnce('rolling', {
  description: 'Kubernetes rolls the Deployment; it is watched to the end and for `bake` longer.',
  rolls: true,
  plan({ target, strategy, snapshot, from, to }) {
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
  },
});
