import { ours } from './claim.ts';
import { cardKey, copyKey } from './order.ts';
import type { Turn } from './outbox.ts';

/** The card that whoever asked for the release looks at. */
function mainCard({ memory }: Turn): string {
  const home = memory.moved?.homes[0];
  return home ? copyKey(cardKey, home.user) : cardKey;
}

/** Address of the card, as far as it is known. */
export function cardLink(turn: Turn): string | null {
  return turn.memory.files.get(mainCard(turn)) ?? null;
}

/** Looks up the address of the card, once there is one; messages do without where Slack does not say it. */
export async function knowLink(turn: Turn): Promise<void> {
  const { outbox, memory } = turn;
  const key = mainCard(turn);
  const posted = memory.delivered.get(key);
  if (!posted || memory.files.has(key)) return;
  const link = await outbox.slack.permalink(posted).catch(() => null);
  if (!link) return;
  memory.files.set(key, link);
  await ours(turn, () => outbox.outbox.setFile(memory.turn, key, link));
}
