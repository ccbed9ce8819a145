import type { Action } from '../actions/index.ts';
import type { Step } from '../domain/plan.ts';
import type { KeptSteps } from './canary-stages.ts';
import { bakeStep, type PlanInput, step } from './planner.ts';

/** Growing shares of the requests are copied to the candidate, each watched for its bake. @param replicas pods it has for that */
export function copySteps(steps: KeptSteps, replicas: number, target: PlanInput['target']): Step[] {
  const undo: Action[] = [{ kind: 'traffic.unmirror' }];
  const deadlineMs = target.limits.readyMs;
  return steps.flatMap(({ percent, bakeMs }) => [
    step({ kind: 'traffic.mirror', percent, replicas }, { undo, deadlineMs, watched: true }),
    bakeStep(percent, bakeMs, target, { copies: true }),
  ]);
}

/** What is to be weighed before requests are copied. */
export function handledTwice({ target, to }: Pick<PlanInput, 'target' | 'to'>): string {
  return `${target.service} ${to.version} handles copies of real requests: what it writes, sends or charges happens twice.`;
}
