import { z } from 'zod';

/** What one gate answered: a reason in words, and a code from a closed list for programs. */
export const gateResultSchema = z.object({
  gate: z.string(),
  answer: z.enum(['pass', 'block', 'needs-person']),
  /** A member of `reasons.ts`; a plain string here, because old logs must fold for ever. */
  code: z.string(),
  /** Short, for the card: "staging since yesterday". */
  label: z.string(),
  /** A sentence for the person who is refused. Plain text, not yet escaped. */
  detail: z.string(),
});
export type GateResult = z.infer<typeof gateResultSchema>;
