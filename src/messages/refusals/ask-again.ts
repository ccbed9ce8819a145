import { z } from 'zod';
import type { Control } from '../../domain/controls/index.ts';
import type { Release } from '../../domain/release.ts';
import { duration } from '../../words/format.ts';
import { bold, lines, say } from '../../words/words.ts';
import { actionIds, parseValue } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { actions, button, context, type Message, message, section } from '../blocks/blocks.ts';
import { question, subjectOf } from '../blocks/confirmation.ts';
import { type AskedAgain, askedAgain, buttons } from '../buttons/index.ts';

/** A question that nobody answered for this long is one of the past (ms). */
const goodForMs = 5 * 60_000;

const valueSchema = z.object({
  id: z.string().min(1),
  what: z.enum(askedAgain),
  reason: z.string().nullable(),
  until: z.number(),
});
/** What the button carries: which release, what was typed of it, and until when (ms since the epoch) the answer counts. */
export type AskAgainValue = z.infer<typeof valueSchema>;

/** The value of the pressed button, or null where it is none of ours. */
export function parseAskAgain(value: unknown): AskAgainValue | null {
  return parseValue(valueSchema, value);
}

/** Whether this is asked once more where it is typed, as its button would: what harms production while it is under way. */
export function asksAgain({ plan, phase }: Release, what: Control): what is AskedAgain {
  return plan.target.protected && phase.kind === 'running' && askedAgain.some((each) => each === what);
}

/** The same question as the button's dialog asks, only for the person who typed. Nothing has been done. */
export function askAgainMessage(release: Release, what: AskedAgain, reason: string | null, now: number): Message {
  const { title, words, yes } = question(subjectOf(release.plan), buttons[what].confirm.question(release));
  const until = now + goodForMs;
  const said = lines(bold(`#${release.number}: ${title}`), words);
  const note = say`Nothing has been done yet. The button is good for ${duration(goodForMs)}.`;
  const value = carried({ id: release.id, what, reason, until });
  const blocks = [
    section(said),
    ...actions([button(actionIds.askAgain, yes, { value, style: 'danger' })]),
    context(note),
  ];
  return message(lines(said, note), blocks);
}

/** A reason that would be too long for a button is cut. */
function carried(value: AskAgainValue): string {
  const whole = JSON.stringify(value);
  if (whole.length <= limits.value) return whole;
  return carried({ ...value, reason: value.reason?.slice(0, Math.floor(value.reason.length / 2)) || null });
}
