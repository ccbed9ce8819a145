import { z } from 'zod';
import { readJson } from '../../src/domain/json.ts';
import { parseButtonValue } from '../../src/messages/blocks/action-ids.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { paceChosen } from '../../src/messages/forms/back-form.ts';
import { parseFormValues } from '../../src/messages/forms/form-values.ts';
import { notBackMessage } from '../../src/messages/refusals/not-back.ts';
import { backFrom } from '../../src/requests/back-from.ts';
import { historyOf } from '../../src/requests/queries.ts';
import { answering } from '../answer.ts';
import { foreignButton } from '../buttons/click.ts';
import { askBack } from '../deploy/rollback.ts';
import type { BotDeps } from '../deps.ts';
import type { HeardView, OnView } from '../listeners.ts';

const placeSchema = z.looseObject({ channel: z.string().nullable() });

/** How it goes back has been said: it is asked for now, as long as that still makes sense. */
export function onBackForm(deps: BotDeps): OnView {
  return async ({ body, view, ack }) => {
    await ack();
    const channel = readJson(placeSchema, view.private_metadata)?.channel ?? null;
    const recipient = { user: body.user.id, channel, responseUrl: null };
    await answering(deps, recipient, () => backAsked(deps, { body, view }, channel));
  };
}

async function backAsked(
  deps: BotDeps,
  { body, view }: Pick<HeardView, 'body' | 'view'>,
  channel: string | null,
): Promise<Message | null> {
  const value = parseButtonValue(view.private_metadata);
  const found = value ? await historyOf(deps.requests.store, value.id) : null;
  if (!found) return foreignButton();
  const { release } = found;
  const can = await backFrom(deps.requests, release);
  if (can.kind !== 'possible') return notBackMessage(release, can);
  const { service, environment } = release.plan.target;
  const pace = paceChosen(view.state.values);
  const reason = parseFormValues(view.state.values)?.reason ?? null;
  const typed = { by: { id: body.user.id, name: body.user.name }, channel, responseUrl: null };
  await askBack(deps, typed, { service, environment, to: release.plan.from.version, pace, reason }, `back-${view.id}`);
  return null;
}
