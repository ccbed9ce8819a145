import { z } from 'zod';
import type { Refusal } from './reasons.ts';

/** When gates are asked: with the request, at each approval, right before the first write, at the end of a bake. */
export const gatePoints = ['request', 'approval', 'start', 'step'] as const;
export type GatePoint = (typeof gatePoints)[number];

/** When a release asks its gates again. */
export const gateMoments = ['approval', 'start', 'step'] as const satisfies readonly GatePoint[];
export type GateMoment = (typeof gateMoments)[number];

/**
 * What one gate answered: whether the release may go on, and where not, why. `unknown`: what it goes by could not be
 * seen. That is never a pass.
 */
export type GateAnswer =
  | { gate: string; answer: 'pass'; label: string }
  | {
      gate: string;
      answer: 'block' | 'needs-person' | 'unknown';
      label: string;
      detail: string;
      refusal: Refusal;
      remedy?: string;
    };

/** The same as logs keep it. */
export const gateResultSchema = z.object({
  gate: z.string(),
  answer: z.enum(['pass', 'block', 'needs-person', 'unknown']),
  /** A member of `reasons.ts`; a plain string here, because old logs must fold for ever. */
  code: z.string(),
  /** Short, for the card: "staging since yesterday". */
  label: z.string(),
  /** A sentence for the person who is refused. Plain text, not yet escaped. */
  detail: z.string(),
  /** What would make it pass; not in older logs. */
  remedy: z.string().optional(),
});
export type GateResult = z.infer<typeof gateResultSchema>;

/** Which answer counts where gates differ, the gravest first. */
const gravity = ['block', 'needs-person', 'unknown'] as const;

/** The gravest answer that is not a pass; null where all gates pass. */
export function gravest<A extends Pick<GateResult, 'answer'>>(answers: readonly A[]): A | null {
  const [first] = gravity.flatMap((answer) => answers.filter((each) => each.answer === answer));
  return first ?? null;
}

/** The gate's words: what is so, and what would change it. Plain text without a full stop. */
export function gateWords({ detail, remedy }: GateResult): string {
  return remedy ? `${detail} (${remedy})` : detail;
}

/** An answer as it is written into a log. */
export function recorded(answer: GateAnswer): GateResult {
  const { gate, label } = answer;
  switch (answer.answer) {
    case 'pass':
      return { gate, answer: 'pass', code: 'ok', label, detail: '' };
    case 'block':
    case 'needs-person':
    case 'unknown': {
      const { detail, refusal, remedy } = answer;
      return { gate, answer: answer.answer, code: refusal.code, label, detail, ...(remedy ? { remedy } : {}) };
    }
  }
}
