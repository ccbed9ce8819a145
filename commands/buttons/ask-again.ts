import type { Message } from '../../src/messages/blocks/blocks.ts';
import { answer, doneMessage } from '../../src/messages/refusals/answers.ts';
import { parseAskAgain } from '../../src/messages/refusals/ask-again.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { control } from '../../src/requests/control.ts';
import { say } from '../../src/words/words.ts';
import { answerTo } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/**
 * What was typed in production and is meant: it counts for the release that was named then, and only for a while. The
 * answer takes the place of the question, which says that nothing has been done.
 */
export async function askAgain(deps: BotDeps, click: Click): Promise<null> {
  await answerTo(deps, { ...click.recipient, replaces: true }, await meant(deps, click));
  return null;
}

async function meant({ requests }: BotDeps, { by, text }: Click): Promise<Message> {
  const value = parseAskAgain(text);
  if (!value) return foreignButton();
  const { id, what, reason, until } = value;
  if (requests.clock.now() > until)
    return answer(say`That question has expired. Nothing was changed; type it again if you still mean it.`);
  const changed = await control(requests, id, by, what, reason);
  const view = { directory: requests.people };
  return changed.kind === 'refused' ? refusal(changed.refusal, view) : doneMessage(what, changed.release);
}
