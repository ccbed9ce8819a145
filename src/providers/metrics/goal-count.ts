import { z } from 'zod';
import type { Piece } from '../../domain/goal.ts';
import type { Json } from '../../domain/json.ts';
import type { Measurement } from '../../domain/verdict.ts';
import type { Measured } from './counters.ts';
import type { Checkpoint } from './metric-source.ts';

/** What both versions came to since the last look, or why nothing can be told of it. */
export type GoalCount = { kind: 'counted'; piece: Piece } | Exclude<Measurement, { kind: 'sample' }>;

/** The two counters that a goal is read from. */
export const goalParts = ['visits', 'successes'] as const;
export type GoalPart = (typeof goalParts)[number];

/** What a look has found of one of them. */
export interface PartLook {
  measured: Measured;
  /** As people are told what is missing: `shop_orders_total`, "requests". */
  name: string;
  /** Whether any pod of the version shows the counter at all. */
  shown: Readonly<Record<'candidate' | 'stable', boolean>>;
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

/**
 * Both counters as one. Where one of them cannot tell, the other's growth is passed over as well, so that no visit is without
 * its successes. A counter that a version has never shown is missing, and not at zero.
 */
export function together(looks: Readonly<Record<GoalPart, PartLook>>): { counted: GoalCount; checkpoint: Checkpoint } {
  const checkpoint = { visits: looks.visits.measured.checkpoint, successes: looks.successes.measured.checkpoint };
  return { counted: countedIn(looks), checkpoint };
}

function countedIn({ visits, successes }: Readonly<Record<GoalPart, PartLook>>): GoalCount {
  for (const { name, shown } of [visits, successes]) {
    if (!shown.candidate) return { kind: 'no-data', detail: `no pod of the new version shows ${name}` };
    if (!shown.stable) return { kind: 'no-data', detail: `no pod of the old version shows ${name}` };
  }
  const [seen, achieved] = [visits.measured.measurement, successes.measured.measurement];
  if (seen.kind !== 'sample') return seen;
  if (achieved.kind !== 'sample') return achieved;
  const { candidate, stable } = seen.sample;
  if (!stable || !achieved.sample.stable) return { kind: 'no-data', detail: 'no pod of the old version is counted' };
  const b = { visits: candidate.requests, successes: achieved.sample.candidate.requests };
  const a = { visits: stable.requests, successes: achieved.sample.stable.requests };
  return { kind: 'counted', piece: { a, b } };
}
