import type { z } from 'zod';
import type { Goal } from '../domain/goal.ts';
import type { Permission } from '../domain/permission.ts';
import type { Obstacle } from '../domain/preflight.ts';
import type { Able, Route } from '../domain/route.ts';
import type { Strategy as Kept } from '../domain/target.ts';
import type { Tests } from '../domain/tests-of.ts';
import type { Outline, PlanInput } from './planner.ts';

/** What a strategy may know of the router that divides the traffic. */
export type Traits = Pick<PlanInput, 'precision'> & Able;

/** What a strategy may know of the workload before it plans. */
export interface Workload {
  /** As people are told of it: `Deployment checkout`. */
  title: string;
  /** Desired pods of stable. */
  replicas: number;
  /** The database that changes with its releases; absent where none does. */
  database?: string;
}

/** A workload without pods has nothing that a candidate could be compared with. */
export function nothingToCompare({ title, replicas }: Workload): Obstacle | null {
  if (replicas > 0) return null;
  return {
    detail: `${title} is scaled to 0: there is nothing to compare with`,
    remedy: 'scale it up first, or use "with rolling" or "with recreate", which set the image and leave it at 0',
  };
}

/** What a strategy does with the workload, so that it can be said beforehand whether the workload bears it. */
export interface Handling {
  /** A copy of the workload runs beside it. */
  clones: boolean;
  /** The workload's own controller replaces its pods while they run: old and new ones at once. */
  rolls: boolean;
}

/** All that is known of one kind of strategy, by the type of its settings. */
export interface Definition<Kind extends string, Written extends z.ZodObject, Settings extends { kind: Kind }> {
  kind: Kind;
  /** As it is written in the catalogue. */
  schema: Written;
  /** As targets and plans keep it. */
  settings: z.ZodType<Settings>;
  toDomain(written: z.output<Written>): Settings;
  /** Whether it divides the traffic, so that the service's routing objects must be fit for it. */
  dividesTraffic: boolean;
  /** It moves all of the traffic in one go, so that it needs no router that divides it. */
  movesAtOnce?: true;
  handling: Handling;
  /** Whether the workload's own rollout is held at some of its pods; absent where it never is. */
  inStages?(settings: Settings): boolean;
  /** What it lacks here; null where it can be planned. */
  needs(traits: Traits, workload: Workload, settings: Settings): Obstacle | null;
  /** The most pods that its copy of the workload has; 0 where it makes none. */
  candidatePods(traits: Traits, replicas: number, settings: Settings): number;
  /** What it needs in the workload's namespace beyond what every release does; absent where that is nothing. */
  permissions?(settings: Settings): Permission[];
  /** By what it has the new version tested; absent where it has no such tests. */
  tests?(settings: Settings): Tests;
  /** How long it watches by plan (ms): all of its bakes. */
  bakeMs(settings: Settings): number;
  /** Which routes it gives the candidate that are no weights; absent where there are none. */
  routes?(settings: Settings): readonly Route[];
  /** What the versions are compared by beside their health; absent where it never compares them. */
  goal?(settings: Settings): Goal | null;
  /** How a version comes back by it that has run before; absent where that is no different. */
  wayBack?(settings: Settings): Kept;
  /** The quickest ways back that are safe, the quickest first: the first that the cluster bears is taken. */
  quickBack(settings: Settings): readonly Kept[];
  /** Pure: the same input gives the same steps, so that their digest can be approved. */
  plan(input: PlanInput<Settings>): Outline;
}

/** The same for everybody who knows no settings: they are what the catalogue or a log has, checked by the kind itself. */
export interface StrategyKind<Kind extends string = string> {
  kind: Kind;
  /** As written → as kept. */
  written: z.ZodType<Kept>;
  dividesTraffic: boolean;
  movesAtOnce: boolean;
  handling: Handling;
  inStages(strategy: Kept): boolean;
  needs(traits: Traits, workload: Workload, strategy: Kept): Obstacle | null;
  candidatePods(traits: Traits, replicas: number, strategy: Kept): number;
  permissions(strategy: Kept): Permission[];
  tests(strategy: Kept): Tests;
  bakeMs(strategy: Kept): number;
  routes(strategy: Kept): readonly Route[];
  goal(strategy: Kept): Goal | null;
  wayBack(strategy: Kept): Kept;
  quickBack(strategy: Kept): readonly Kept[];
  plan(input: PlanInput): Outline;
}

export function strategyKind<Kind extends string, Written extends z.ZodObject, Settings extends Kept & { kind: Kind }>(
  definition: Definition<Kind, Written, Settings>,
) {
  const { kind, schema, settings, dividesTraffic, movesAtOnce = false, handling } = definition;
  return {
    kind,
    written: schema.transform((written): Kept => definition.toDomain(written)),
    dividesTraffic,
    movesAtOnce,
    handling,
    inStages: (strategy) => definition.inStages?.(settings.parse(strategy)) ?? false,
    needs: (traits, workload, strategy) => definition.needs(traits, workload, settings.parse(strategy)),
    candidatePods: (traits, replicas, strategy) => definition.candidatePods(traits, replicas, settings.parse(strategy)),
    permissions: (strategy) => definition.permissions?.(settings.parse(strategy)) ?? [],
    tests: (strategy) => definition.tests?.(settings.parse(strategy)) ?? { job: null, webhook: null },
    bakeMs: (strategy) => definition.bakeMs(settings.parse(strategy)),
    routes: (strategy) => definition.routes?.(settings.parse(strategy)) ?? [],
    goal: (strategy) => definition.goal?.(settings.parse(strategy)) ?? null,
    wayBack: (strategy) => definition.wayBack?.(settings.parse(strategy)) ?? strategy,
    quickBack: (strategy) => definition.quickBack(settings.parse(strategy)),
    plan: (input) => definition.plan({ ...input, strategy: settings.parse(input.strategy) }),
  } satisfies StrategyKind<Kind>;
}
