import { z } from 'zod';
import type { Refusal } from './reasons.ts';

/** What one gate answered: whether the release may go on, and where not, why. */
export type GateAnswer =
  | { gate: string; answer: 'pass'; label: string }
  | { gate: string; answer: 'block'; label: string; detail: string; refusal: Refusal };

/** The same as logs keep it. */
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

/** An answer as it is written into a log. */
export function recorded(answer: GateAnswer): GateResult {
  const { gate, label } = answer;
  switch (answer.answer) {
    case 'pass':
      return { gate, answer: 'pass', code: 'ok', label, detail: '' };
    case 'block':
      return { gate, answer: 'block', code: answer.refusal.code, label, detail: answer.detail };
  }
}
