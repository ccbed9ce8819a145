import { z } from 'zod';
import { readJson } from '../../src/domain/json.ts';
import { type ButtonValue, parseButtonValue } from '../../src/messages/blocks/action-ids.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { formActions, parseFormValues } from '../../src/messages/forms/form-values.ts';
import { doneMessage } from '../../src/messages/refusals/answers.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { reject } from '../../src/requests/decide.ts';
import { answering } from '../answer.ts';
import { type Click, foreignButton } from '../buttons/click.ts';
import type { BotDeps } from '../deps.ts';
import type { Homes } from '../home.ts';
import type { OnView } from '../listeners.ts';
import { blockOf } from './state.ts';

const placeSchema = z.looseObject({ channel: z.string().nullable() });

/** The reason has been given: the rejection counts now, if it still can. */
export function onRejectForm(deps: BotDeps, homes: Homes): OnView {
  return async ({ body, view, ack }) => {
    const reason = parseFormValues(view.state.values)?.reason;
    const field = blockOf(view.state.values, formActions.reason);
    if (!reason && field) {
      await ack({ response_action: 'errors', errors: { [field]: 'Say why in a few words.' } });
      return;
    }
    await ack();
    const by = { id: body.user.id, name: body.user.name };
    const value = parseButtonValue(view.private_metadata);
    const recipient = { user: by.id, channel: channelOf(view.private_metadata), responseUrl: null };
    await answering(deps, recipient, () => rejectFor(deps, value, by, reason ?? ''), { release: value?.id });
    await homes.publish(by.id);
  };
}

async function rejectFor(deps: BotDeps, value: ButtonValue | null, by: Click['by'], reason: string): Promise<Message> {
  if (!value) return foreignButton();
  const changed = await reject(deps.requests, value.id, by, reason);
  if (changed.kind === 'refused') return refusal(changed.refusal, { directory: deps.requests.people });
  return doneMessage('reject', changed.release);
}

/** Where Reject was pressed. */
function channelOf(metadata: string): string | null {
  return readJson(placeSchema, metadata)?.channel ?? null;
}
