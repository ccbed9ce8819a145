import { z } from 'zod';
import { bringsIn, type Plan, planFormat } from '../domain/plan.ts';
import type { Version } from '../domain/version.ts';
import { listed } from '../words/listed.ts';
import { type ConfigurationToMove, configured } from './configured.ts';
import { strategyKinds } from './index.ts';
import { contracted, lookedAhead, migrated } from './migrated.ts';
import { type Alongside, estimateMs, type PlanInput } from './planner.ts';
import type { StrategyKind } from './strategy.ts';
import { withFlags, withoutFlags } from './with-flags.ts';

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

const noConfiguration: ConfigurationToMove = { moves: [], copies: [] };

/** request, service and a snapshot of the cluster → the plan. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { target, strategy, snapshot, from, to, rollback } = input;
  const { flags = [], configuration = noConfiguration } = input;
  const { also = [] } = snapshot;
  const kind = kindOfStrategy(strategy);
  const backwards = rollback !== undefined;
  const migrates = migrated(target, kind.plan(input), backwards);
  const named = configured(migrates, configuration, target);
  const {
    steps,
    notes,
    staysFrom,
    warnings = 0,
  } = bringsIn(named) ? contracted(target, withFlags(named, flags, target), backwards) : withoutFlags(named, flags);
  return {
    format: planFormat,
    strategy: kind.kind,
    ...(rollback && { rollback }),
    target,
    from: moving(from, also, ({ image }) => image),
    to: movingTo(to, also),
    replicas: snapshot.replicas,
    runningSince: snapshot.runningSince,
    ...lookedAhead(target, backwards),
    steps,
    ...(staysFrom === undefined ? {} : { staysFrom }),
    estimateMs: estimateMs(steps),
    notes: [...notes, ...noteOn(also)],
    ...(warnings > 0 ? { warnings } : {}),
  };
}

/** The version that comes, in all containers that take it. */
export function movingTo(to: Version, also: readonly Alongside[] = []): Version {
  return moving(to, also, () => to.image);
}

/** A version with the images of the other containers, where there are any. */
function moving(version: Version, also: readonly Alongside[], imageOf: (each: Alongside) => string): Version {
  if (also.length === 0) return version;
  return { ...version, also: Object.fromEntries(also.map((each) => [each.container, imageOf(each)])) };
}

/** "Containers migrate (init) and jobs take the same image." */
function noteOn(also: readonly Alongside[]): string[] {
  if (also.length === 0) return [];
  const names = also.map(({ container, init }) => (init ? `${container} (init)` : container));
  return [
    also.length === 1
      ? `Container ${listed(names)} takes the same image.`
      : `Containers ${listed(names)} take the same image.`,
  ];
}
