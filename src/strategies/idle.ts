import { type Outline, type PlanInput, step } from './planner.ts';

/**
 * For a workload at 0 pods, which is a state like any other (an autoscaler's, or a person's): it takes the image and
 * stays at 0. Nothing runs, so nothing can be watched.
 */
export function planIdle({ target, from, to }: Pick<PlanInput, 'target' | 'from' | 'to'>): Outline {
  const deadlineMs = target.limits.readyMs;
  const take = (image: string) => ({ kind: 'workload.update' as const, image, replicas: 0 });
  return {
    steps: [
      step(take(to.image), { undo: [take(from.image), { kind: 'verify.clean' }], deadlineMs }),
      step({ kind: 'verify.clean' }, { deadlineMs }),
    ],
    notes: [
      `${target.service} is scaled to 0: it takes ${to.version} and stays at 0, and nothing of it can be watched.`,
    ],
  };
}
