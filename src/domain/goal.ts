import { z } from 'zod';
import type { Append } from './append.ts';

/** A counter by its metric, with labels that must hold. */
export const metricCounterSchema = z.object({
  metric: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'is not a metric name'),
  /** By label, as in the settings of a metric source; empty where all of its series count. */
  where: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});

/** A counter of the application's own: by its metric, or by a query of raw counters. */
const counterSchema = z.union([metricCounterSchema, z.object({ query: z.string() })]);
export type GoalCounter = z.infer<typeof counterSchema>;

/** What users of a version are to do more often. */
export const goalSchema = z.object({
  /** In the plural, as people say it: `orders`. */
  name: z.string(),
  successes: counterSchema,
  /** What successes are counted against; null where that is the requests of each version. */
  visits: counterSchema.nullable(),
});
export type Goal = z.infer<typeof goalSchema>;

/** What one version came to. */
export const tallySchema = z.object({ visits: z.number().nonnegative(), successes: z.number().nonnegative() });
export type Tally = z.infer<typeof tallySchema>;

/** What both came to over a stretch of time: the old version (A) and the new one (B). */
export const pieceSchema = z.object({ a: tallySchema, b: tallySchema });
export type Piece = z.infer<typeof pieceSchema>;

/** What was counted since the entry of the log before. */
export const goalCountedSchema = z.object({
  ...pieceSchema.shape,
  /** Why the newest look has counted nothing, in words; absent where it has counted. */
  missing: z.string().optional(),
  /** What was counted before cannot be relied on. */
  voids: z.literal(true).optional(),
});
export type GoalCounted = z.infer<typeof goalCountedSchema>;

/** What was counted since the test began. */
export interface GoalSoFar {
  /** The oldest first. Each but the last has visits of both versions. */
  pieces: Piece[];
  /** Why nothing is counted at present; null where all is well. */
  missing: string | null;
}

/** Nothing on either side. */
export const noPiece: Piece = { a: { visits: 0, successes: 0 }, b: { visits: 0, successes: 0 } };

/** Two stretches as one. */
export function addPieces(older: Piece, newer: Piece): Piece {
  return { a: addTallies(older.a, newer.a), b: addTallies(older.b, newer.b) };
}

function addTallies(older: Tally, newer: Tally): Tally {
  return { visits: older.visits + newer.visits, successes: older.successes + newer.successes };
}

/** Two entries as one: what the newer one says of the source holds. */
export function mergeCounted(older: GoalCounted | undefined, newer: GoalCounted | undefined): GoalCounted | undefined {
  if (!older || !newer || newer.voids) return newer ?? older;
  const { missing } = newer;
  return {
    ...addPieces(older, newer),
    ...(missing === undefined ? {} : { missing }),
    ...(older.voids && { voids: true }),
  };
}

/**
 * One entry of the log more. A stretch in which a version had no visit is joined with the next, by which alone nothing of
 * what was achieved decides.
 */
export function counted(before: GoalSoFar | undefined, entry: GoalCounted, append: Append): GoalSoFar {
  const { a, b, missing = null, voids } = entry;
  const pieces = voids || !before ? [] : before.pieces;
  const last = pieces.at(-1);
  const isOpen = last !== undefined && (last.a.visits === 0 || last.b.visits === 0);
  if (isOpen) return { pieces: pieces.with(-1, addPieces(last, { a, b })), missing };
  const isEmpty = a.visits === 0 && b.visits === 0 && a.successes === 0 && b.successes === 0;
  return { pieces: isEmpty ? pieces : append(pieces, { a, b }), missing };
}
