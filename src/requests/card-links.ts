import type { SlackPort } from '../platform/slack/port.ts';
import { within } from '../platform/within.ts';
import type { OutboxStore } from '../store/outbox-store.ts';

/** A list is shown without an address that Slack is slow to tell. */
const askWithinMs = 1000;

/** Address of a release's card, which is where its thread is; null where it has none that all may open, or nobody knows it. */
export type CardLinks = (id: string) => Promise<string | null>;

/** The addresses that the outbox has noted; of a card so new that it has not, Slack's own answer. Never throws. */
export function createCardLinks(
  outbox: Pick<OutboxStore, 'cardAddress'>,
  slack: Pick<SlackPort, 'permalink'>,
): CardLinks {
  return async (id) => {
    const found = await outbox.cardAddress(id).catch(() => null);
    if (found === null || found.link !== null) return found?.link ?? null;
    return within(askWithinMs, slack.permalink(found.posted), null).catch(() => null);
  };
}

/** The addresses of these releases' cards, by id. */
export async function linksOf(links: CardLinks, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await links(id)] as const));
  return new Map(found.flatMap(([id, link]) => (link === null ? [] : [[id, link] as const])));
}
