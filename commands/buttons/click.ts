import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { Person } from '../../src/domain/request.ts';
import { type ButtonValue, parseButtonValue } from '../../src/report/actions.ts';
import type { Asker } from '../answer.ts';

/** A press of a button, as far as anybody needs it. */
export interface Click {
  by: Person;
  asker: Asker;
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

export function clickOf(body: BlockAction, action: ButtonAction): Click {
  const { user, trigger_id: triggerId } = body;
  return {
    by: { id: user.id, name: user.name ?? user.username ?? user.id },
    asker: { user: user.id, channel: body.channel?.id ?? null, responseUrl: body.response_url || null },
    value: parseButtonValue(action.value),
    text: action.value ?? '',
    triggerId,
    key: `click-${user.id}-${action.action_ts}`,
    inHome: body.view?.type === 'home',
  };
}
