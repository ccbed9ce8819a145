import type { z } from 'zod';
import type { Obstacle } from '../domain/preflight.ts';
import type { Strategy as Kept } from '../domain/target.ts';
import type { Outline, PlanInput } from './planner.ts';

/** What a strategy may know of the router that divides the traffic. */
export type Traits = Pick<PlanInput, 'precision'>;

/** What a strategy may know of the workload before it plans. */
export interface Workload {
  /** As people are told of it: `Deployment checkout`. */
  title: string;
  /** Desired pods of stable. */
  replicas: number;
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
  handling: Handling;
  /** What it lacks here; null where it can be planned. */
  needs(traits: Traits, workload: Workload, settings: Settings): Obstacle | null;
  /** The most pods that its copy of the workload has; 0 where it makes none. */
  candidatePods(traits: Traits, replicas: number, settings: Settings): number;
  /** How long it watches by plan (ms): all of its bakes. */
  bakeMs(settings: Settings): number;
  /** Pure: the same input gives the same steps, so that their digest can be approved. */
  plan(input: PlanInput<Settings>): Outline;
}

/** The same for everybody who knows no settings: they are what the catalogue or a log has, checked by the kind itself. */
export interface StrategyKind<Kind extends string = string> {
  kind: Kind;
  /** As written → as kept. */
  written: z.ZodType<Kept>;
  dividesTraffic: boolean;
  handling: Handling;
  needs(traits: Traits, workload: Workload, strategy: Kept): Obstacle | null;
  candidatePods(traits: Traits, replicas: number, strategy: Kept): number;
  bakeMs(strategy: Kept): number;
  plan(input: PlanInput): Outline;
}

export function strategyKind<Kind extends string, Written extends z.ZodObject, Settings extends Kept & { kind: Kind }>(
  definition: Definition<Kind, Written, Settings>,
) {
  const { kind, schema, settings, dividesTraffic, handling } = definition;
  return {
    kind,
    written: schema.transform((written): Kept => definition.toDomain(written)),
    dividesTraffic,
    handling,
    needs: (traits, workload, strategy) => definition.needs(traits, workload, settings.parse(strategy)),
    candidatePods: (traits, replicas, strategy) => definition.candidatePods(traits, replicas, settings.parse(strategy)),
    bakeMs: (strategy) => definition.bakeMs(settings.parse(strategy)),
    plan: (input) => definition.plan({ ...input, strategy: settings.parse(input.strategy) }),
  } satisfies StrategyKind<Kind>;
}
