import type { JsonObject } from '../../src/domain/json.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { rejectForm } from '../../src/messages/forms/forms.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { rejectionRefusal } from '../../src/requests/decide.ts';
import { historyOf } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/** Asks for a reason first, of those whose rejection would count. */
export async function reject(
  { requests, slack }: BotDeps,
  { by, value, triggerId, recipient }: Click,
): Promise<Message | null> {
  const found = value ? await historyOf(requests.store, value.id) : null;
  if (!value || !found) return foreignButton();
  const refused = await rejectionRefusal(requests, found.release, by);
  if (refused) return refusal(refused, { directory: requests.people });
  const metadata = JSON.stringify({ ...value, channel: recipient.channel });
  await slack.openView(triggerId, {
    ...rejectForm(found.release),
    private_metadata: metadata,
  } as unknown as JsonObject);
  return null;
}
