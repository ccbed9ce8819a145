import type { Control } from '../../src/domain/controls/index.ts';
import type { ButtonValue } from '../../src/messages/blocks/action-ids.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { answer, type Done, doneMessage } from '../../src/messages/refusals/answers.ts';
import { parseAskAgain } from '../../src/messages/refusals/ask-again.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import type { Changed } from '../../src/requests/change.ts';
import { control } from '../../src/requests/control.ts';
import { approve } from '../../src/requests/decide.ts';
import { say } from '../../src/words/words.ts';
import { answerTo } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton, type Handler } from './click.ts';

type Change = (deps: BotDeps, click: Click, value: ButtonValue) => Promise<Changed>;

/** Approve: counts for exactly the plan that stood on the card. */
export const approveButton: Handler = changing('approve', (deps, { by }, { id, digest }) =>
  approve(deps.requests, id, by, digest),
);

/** Pause, Resume, Promote, Roll back, the answers to a hold, "I've got it" and "Leave it to me". */
export function steering(what: Control & Done): Handler {
  return changing(what, (deps, { by }, { id }) => control(deps.requests, id, by, what));
}

/**
 * What was typed in production and is meant: it counts for the release that was named then, and only for a while. The
 * answer takes the place of the question, which says that nothing has been done.
 */
export async function typedAndMeant(deps: BotDeps, click: Click): Promise<null> {
  await answerTo(deps, { ...click.asker, replaces: true }, await meant(deps, click));
  return null;
}

async function meant({ requests }: BotDeps, { by, text }: Click): Promise<Message> {
  const value = parseAskAgain(text);
  if (!value) return foreignButton();
  const { id, what, reason, until } = value;
  if (requests.clock.now() > until)
    return answer(say`You were asked that too long ago. Nothing was changed; type it again if it is still meant.`);
  const changed = await control(requests, id, by, what, reason);
  const view = { directory: requests.people };
  return changed.kind === 'refused' ? refusal(changed.refusal, view) : doneMessage(what, changed.release);
}

function changing(done: Done, change: Change): Handler {
  return async (deps, click) => {
    if (!click.value) return foreignButton();
    const changed = await change(deps, click, click.value);
    const view = { directory: deps.requests.people };
    return changed.kind === 'refused' ? refusal(changed.refusal, view) : doneMessage(done, changed.release);
  };
}
