import type { JsonObject } from '../../src/domain/json.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { backForm } from '../../src/messages/forms/back-form.ts';
import { notBackMessage } from '../../src/messages/refusals/not-back.ts';
import { backFrom } from '../../src/requests/back-from.ts';
import { historyOf } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/** Asks how a version that was released goes back, as long as it is the last one there. */
export async function goBack(
  { requests, slack }: BotDeps,
  { value, triggerId, recipient }: Click,
): Promise<Message | null> {
  const found = value ? await historyOf(requests.store, value.id) : null;
  if (!value || !found) return foreignButton();
  const can = await backFrom(requests, found.release);
  if (can.kind !== 'possible') return notBackMessage(found.release, can);
  const metadata = JSON.stringify({ ...value, channel: recipient.channel });
  await slack.openView(triggerId, { ...backForm(found.release), private_metadata: metadata } as unknown as JsonObject);
  return null;
}
