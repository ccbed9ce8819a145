import { bakedOnce } from './baked-once.ts';
import { planIdle } from './idle.ts';
import { bakeStep, step } from './planner.ts';

/** For workloads that cannot run twice: all of the old pods are gone before the first new one starts. */
export const recreate = bakedOnce('recreate', {
  description: 'Down, then up: for workloads that cannot run twice at once.',
  rolls: false,
  plan({ target, strategy, snapshot, from, to }) {
    const { replicas } = snapshot;
    if (replicas === 0) return planIdle({ target, from, to });
    const deadlineMs = target.limits.readyMs;
    const down = { kind: 'workload.scale' as const, replicas: 0 };
    const up = { kind: 'workload.scale' as const, replicas };
    return {
      steps: [
        step(down, { undo: [up, { kind: 'verify.clean' }], deadlineMs }),
        step(
          { kind: 'workload.update', image: to.image, replicas: 0 },
          { undo: [{ kind: 'workload.update', image: from.image, replicas: 0 }], deadlineMs },
        ),
        step(up, { undo: [down], deadlineMs, watched: true }),
        bakeStep(100, strategy.bakeMs, target),
        step({ kind: 'verify.clean' }, { deadlineMs }),
      ],
      notes: [`${target.service} is down from the moment the old pods stop until the new ones are ready.`],
      warnings: 1,
    };
  },
});
