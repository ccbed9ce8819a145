import { z } from 'zod';
import { type Plan, planFormat } from '../domain/plan.ts';
import { strategyKinds } from './index.ts';
import { estimateMs, type PlanInput } from './planner.ts';
import type { StrategyKind } from './strategy.ts';

/** A strategy as the catalogue has it, of any kind → as targets keep it. */
export const writtenStrategy = z.discriminatedUnion('kind', [
  strategyKinds[0].written,
  ...strategyKinds.slice(1).map(({ written }) => written),
]);

/** The kind of a strategy that was kept. Throws where nobody knows it. */
export function kindOfStrategy({ kind }: { kind: string }): StrategyKind<Plan['strategy']> {
  const known = strategyKinds.find((each) => each.kind === kind);
  if (known) return known;
  throw new Error(`unknown strategy ${kind}; known: ${strategyKinds.map((each) => each.kind).join(', ')}`);
}

/** request, service and a snapshot of the cluster → the plan. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { target, strategy, snapshot, from, to } = input;
  const kind = kindOfStrategy(strategy);
  const { steps, notes } = kind.plan(input);
  return {
    format: planFormat,
    strategy: kind.kind,
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
