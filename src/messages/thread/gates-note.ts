import type { EventOf } from '../../domain/events.ts';
import { gateWords, gravest } from '../../domain/gate.ts';
import type { Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { say, type Words } from '../../words/words.ts';

/** What holds a release up that nobody is asked about. A gate that blocks ends it, or opens a question, and is told there. */
export function gatesNote({ answers }: EventOf<'gates.checked'>, { plan }: Release): Words | null {
  const gate = gravest(answers);
  if (gate?.answer !== 'unknown') return null;
  return say`${plan.to.version} is waiting for a gate that can't tell${because(gateWords(gate))}. Asking again.`;
}
