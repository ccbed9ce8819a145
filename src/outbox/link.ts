import { ours } from './lease.ts';
import { cardKey, copyKey } from './order.ts';
import type { Delivery } from './outbox.ts';

/** The card that whoever asked for the release looks at. */
function mainCard({ memory }: Delivery): string {
  const home = memory.moved?.homes[0];
  return home ? copyKey(cardKey, home.user) : cardKey;
}

/** Address of the card, as far as it is known. */
export function cardLink(delivery: Delivery): string | null {
  return delivery.memory.files.get(mainCard(delivery)) ?? null;
}

/** Looks up the address of the card, once there is one; messages do without where Slack does not say it. */
export async function knowLink(delivery: Delivery): Promise<void> {
  const { outbox, memory } = delivery;
  const key = mainCard(delivery);
  const posted = memory.delivered.get(key);
  if (!posted || memory.files.has(key)) return;
  const link = await outbox.slack.permalink(posted).catch(() => null);
  if (!link) return;
  memory.files.set(key, link);
  await ours(delivery, () => outbox.outbox.setFile(memory.lease, key, link));
}
