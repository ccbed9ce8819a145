import { z } from 'zod';
import type { Plan } from './plan.ts';

const count = z.number().int().nonnegative();

/**
 * SHA-256 of all that may lose data, by which a later dry run is compared with what people were shown; null where nobody
 * could read anything.
 */
const digest = z.string().nullable();

/** What a dry run of a migration has shown. Texts are plain, from a log, with secrets masked. */
export const dryRunSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    statements: count,
    /** How many of them may lose data. */
    destructive: count,
    /** The first of them, those that may lose data before the others; `destroys` says why, and is null of the others. */
    listed: z.array(z.object({ text: z.string(), destroys: z.string().nullable() })),
    digest,
  }),
  /** Nobody can tell, so it counts as destructive. */
  z.object({ kind: z.literal('unread'), why: z.string(), digest }),
]);
export type DryRun = z.infer<typeof dryRunSchema>;

/** How the look ahead of the approval stands. */
export type Ahead =
  /** It cannot be done for now. */
  { kind: 'retrying'; error: string } | { kind: 'read'; at: number; found: DryRun };

/** Data may be lost by it, as far as anybody can tell. */
export function mayDestroy(found: DryRun): boolean {
  return found.kind === 'unread' || found.destructive > 0;
}

interface Looked {
  plan: Pick<Plan, 'ahead'>;
  ahead?: Ahead;
}

/** What the release would do is still looked at: nobody knows yet what they would approve. */
export function isLooking({ plan, ahead }: Looked): boolean {
  return plan.ahead !== undefined && ahead?.kind !== 'read';
}

/** What was shown of the release's migration before it was approved; null where nothing was. */
export function shownAhead({ ahead }: Pick<Looked, 'ahead'>): DryRun | null {
  return ahead?.kind === 'read' ? ahead.found : null;
}

/** What was shown before, and whoever has approved earlier has not seen; null where there is nothing that they must see. */
export function mustBeSeen(target: Plan['target'], found: DryRun): boolean {
  return mayDestroy(found) && target.migration?.destructive !== 'allow';
}
