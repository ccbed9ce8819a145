import { z } from 'zod';
import type { Compared } from '../../domain/flag-compared.ts';
import type { Goal, Piece } from '../../domain/goal.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Measurement } from '../../domain/verdict.ts';
import type { Measured } from './counters.ts';
import type { Checkpoint } from './metric-source.ts';
import { type Sides, sideLacking } from './sides.ts';

/** What both versions came to since the last look, or why nothing can be told of it. */
export type GoalCount = { kind: 'counted'; piece: Piece } | Exclude<Measurement, { kind: 'sample' }>;

/** What is to be counted, and by which flag A (with it off) and B (with it on) are told apart; by version where that is null. */
export interface GoalWanted {
  plan: Plan;
  goal: Goal;
  compared: Compared | null;
}

/** The two counters that a goal is read from. */
export const goalParts = ['visits', 'successes'] as const;
export type GoalPart = (typeof goalParts)[number];

/** What a look has found of one of them. */
export interface PartLook {
  measured: Measured;
  /** Which side does not show the counter at all, so that it is missing and not at zero, in words; null where both do. */
  missing: string | null;
}

/** Which version shows no such counter. @param name as people are told: `shop_orders_total`, "requests" */
export function versionMissing(name: string, shown: Readonly<Record<'candidate' | 'stable', boolean>>): string | null {
  if (!shown.candidate) return `no pod of the new version shows ${name}`;
  return shown.stable ? null : `no pod of the old version shows ${name}`;
}

/** The same of a flag's two sides. @param sides of the counter's series, on each page that shows any */
export function sideMissing(name: string, compared: Compared, sides: readonly Sides[]): string | null {
  return sides.length === 0 ? `no pod shows ${name}` : sideLacking(compared, sides, name);
}

const checkpointSchema = z.object({ visits: z.custom<Json>().nullable(), successes: z.custom<Json>().nullable() });

/** What was kept of each counter; null where nothing was, or it makes no sense. */
export function partsOf(checkpoint: Checkpoint): Record<GoalPart, Checkpoint> {
  const { visits = null, successes = null } = checkpointSchema.safeParse(checkpoint).data ?? {};
  return { visits: objectOr(visits), successes: objectOr(successes) };
}

function objectOr(value: Json): Checkpoint {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

type Looks = Readonly<Record<GoalPart, PartLook>>;

/**
 * Both counters as one. Where one of them cannot tell, the other's growth is passed over as well, so that no visit is without
 * its successes. A series with a flag's label is there from its first success on: what came before is counted with that, or
 * the side that sells first would seem to have sold to fewer visits.
 * @param before what was kept of each; null where the two versions are compared, whose counters are there from the start
 */
export function together(looks: Looks, before: Record<GoalPart, Checkpoint> | null): ReturnType<typeof paired> {
  const { visits, successes } = looks;
  const missing = visits.missing ?? successes.missing;
  if (missing === null) return paired(countedIn(looks), visits.measured.checkpoint, successes.measured.checkpoint);
  const kept = (part: GoalPart) => before?.[part] ?? looks[part].measured.checkpoint;
  return paired({ kind: 'no-data', detail: missing }, kept('visits'), kept('successes'));
}

function paired(counted: GoalCount, visits: Checkpoint, successes: Checkpoint) {
  return { counted, checkpoint: { visits, successes } };
}

function countedIn({ visits, successes }: Looks): GoalCount {
  const [seen, achieved] = [visits.measured.measurement, successes.measured.measurement];
  if (seen.kind !== 'sample') return seen;
  if (achieved.kind !== 'sample') return achieved;
  const { candidate, stable } = seen.sample;
  if (!stable || !achieved.sample.stable) return { kind: 'no-data', detail: 'no pod of the old version is counted' };
  const b = { visits: candidate.requests, successes: achieved.sample.candidate.requests };
  const a = { visits: stable.requests, successes: achieved.sample.stable.requests };
  return { kind: 'counted', piece: { a, b } };
}
