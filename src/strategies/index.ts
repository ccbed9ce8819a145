import type { Plan } from '../domain/plan.ts';
import { planCanary } from './canary.ts';
import { estimateMs, type Outline, type PlanInput } from './planner.ts';
import { planRecreate } from './recreate.ts';
import { planRolling } from './rolling.ts';

/** request, service and a snapshot of the cluster → the plan. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { target, strategy, snapshot, from, to } = input;
  const { steps, notes } = outline(input);
  return {
    format: 1,
    strategy: strategy.kind,
    target,
    from,
    to,
    replicas: snapshot.replicas,
    runningSince: snapshot.runningSince,
    steps,
    estimateMs: estimateMs(steps),
    notes,
  };
}

function outline(input: PlanInput): Outline {
  const { strategy } = input;
  switch (strategy.kind) {
    case 'canary':
      return planCanary({ ...input, strategy });
    case 'rolling':
      return planRolling({ ...input, strategy });
    case 'recreate':
      return planRecreate({ ...input, strategy });
  }
}
