import type { GateResult } from '../../domain/gate.ts';
import { bold, join, say, type Words } from '../../words/words.ts';

/** Of a gate's answer, what people are shown. */
export type GateShown = Pick<GateResult, 'answer' | 'label'>;

/** "Gates  ✓ tests (CI #4411)  ✋ outside hours". */
export function gatesText(gates: readonly GateShown[]): Words {
  const marks = { pass: '✓', block: '✗', 'needs-person': '✋', unknown: '?' } as const;
  const shown = gates.slice(0, 10).map(({ answer, label }) => say`${marks[answer]} ${label}`);
  return say`${bold('Gates')}  ${join(shown, '   ')}`;
}
