import type { BlockAction, BlockElementAction } from '@slack/bolt';
import type { Person } from '../../src/domain/request.ts';
import { type ButtonValue, parseButtonValue } from '../../src/messages/blocks/action-ids.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import type { Done } from '../../src/messages/buttons/index.ts';
import { answer, doneMessage } from '../../src/messages/refusals/answers.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import type { Changed } from '../../src/requests/change.ts';
import { say } from '../../src/words/words.ts';
import type { Recipient } from '../answer.ts';
import type { BotDeps } from '../deps.ts';

/** A press of a button, as far as anybody needs it. */
export interface Click {
  by: Person;
  recipient: Recipient;
  /** Which release, and which plan was shown; null where the button carries none of ours. */
  value: ButtonValue | null;
  /** The button's raw value. */
  text: string;
  triggerId: string;
  /** The same for the same press, however often it is delivered. */
  key: string;
  /** Pressed in App Home, which must be drawn anew. */
  inHome: boolean;
}

/** What a button does; gives what the person is told, or null where they see it anyway. */
export type Handler = (deps: BotDeps, click: Click) => Promise<Message | null>;

export function clickOf(body: BlockAction, action: BlockElementAction): Click {
  const { user, trigger_id: triggerId } = body;
  const text = action.type === 'button' ? (action.value ?? '') : '';
  return {
    by: { id: user.id, name: user.name ?? user.username ?? user.id },
    recipient: { user: user.id, channel: body.channel?.id ?? null, responseUrl: body.response_url || null },
    value: parseButtonValue(text),
    text,
    triggerId,
    key: `click-${user.id}-${action.action_ts}`,
    inHome: body.view?.type === 'home',
  };
}

/** The answer to a button whose value does not name a release of ours. */
export function foreignButton(): Message {
  return answer(say`This button no longer works. Nothing was changed.`);
}

/** A button that changes the release that it names; the person hears that it is done, or why not. */
export function changing(
  done: Done,
  change: (deps: BotDeps, click: Click, value: ButtonValue) => Promise<Changed>,
): Handler {
  return async (deps, click) => {
    if (!click.value) return foreignButton();
    const changed = await change(deps, click, click.value);
    const view = { directory: deps.requests.people };
    return changed.kind === 'refused' ? refusal(changed.refusal, view) : doneMessage(done, changed.release);
  };
}
