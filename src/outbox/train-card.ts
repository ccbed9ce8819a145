import type { Release } from '../domain/release.ts';
import type { Delivered } from '../store/outbox-store.ts';
import type { Outbox } from './outbox.ts';

/** A release of a train waits as long as this (ms) for the card of that, and then stands by itself. */
const patienceMs = 30_000;

/**
 * The card in whose thread a release belongs: that of the train, where both are in the same channel. Null where there is none,
 * and where it does not come.
 */
export async function trainCard(
  { outbox, clock }: Pick<Outbox, 'outbox' | 'clock'>,
  { request: { partOf }, plan, requestedAt }: Release,
): Promise<Pick<Delivered, 'channel' | 'ts'> | 'to come' | null> {
  if (!partOf || partOf.channel !== plan.target.channel) return null;
  const card = await outbox.cardOf(partOf.train);
  if (card) return { channel: card.channel, ts: card.ts };
  return clock.now() - requestedAt < patienceMs ? 'to come' : null;
}
