import { withLatest } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import { card } from '../messages/card/card.ts';
import type { View } from '../messages/card/parts.ts';
import { type FoldedLog, messagesOf } from '../messages/thread/thread.ts';
import { deliverOne } from './deliver-one.ts';
import { movedItems } from './direct-messages.ts';
import { raisedItems, raiseIncidents } from './incidents.ts';
import { cardLink, knowLink } from './link.ts';
import { cardKey, earlier, type Item, inOrder } from './order.ts';
import type { Delivery, Outbox } from './outbox.ts';
import { trainCard } from './train-card.ts';

export interface Synced {
  /** Slack knows the log up to here, unless something is `unsaid`. */
  version: number;
  /** Something is still to be said: by then (ms since epoch) it is tried again. */
  unsaid: number | null;
  /** When the words change by themselves, with the figures or with time (ms since epoch); null where they do not. */
  redraw: number | null;
  /** An alert is among what is unsaid. */
  urgent: boolean;
  endedAt: number | null;
}

/** How often a rollback is looked at: what is said of it changes with time, too (late, stuck, escalated). */
const stuckLookMs = 3000;
/** What waits for the alerts of other releases looks again after this. */
const afterYouMs = 1000;
/** An alert that is tried again later than this does not keep others waiting. */
const alertSoonMs = 10_000;

/**
 * Brings Slack up to what the log says: posts what is missing, edits what has changed, alerts first. Doing it twice
 * posts nothing twice. Gives null where there is no log that can be read. Throws `LeaseLost` where another worker goes
 * on with the release.
 */
export async function syncRelease(outbox: Outbox, id: string): Promise<Synced | null> {
  // First of all: whoever reads the log after another's lease has begun knows at least as much as that one.
  const confirmedAt = outbox.clock.now();
  const memory = await outbox.outbox.claim(id);
  const loaded = await outbox.store.load(id);
  if (loaded.kind !== 'found') return null;
  const history = outbox.histories.of(id, loaded.events);
  const release = withLatest(history.last, loaded.latest);
  const figuresEveryMs = Math.max(
    outbox.editEveryMs,
    release.plan.target.analysis.intervalMs,
    (await outbox.liveCount()) * outbox.pace.updateMs,
  );
  const under = await trainCard(outbox, release);
  if (under === 'to come' && !memory.delivered.has(cardKey)) return later(release, confirmedAt + afterYouMs);
  const card = under === 'to come' ? null : under;
  const delivery: Delivery = { outbox, release, memory, under: card, confirmedAt, figuresEveryMs };
  const called = await raiseIncidents(delivery, () => messagesOf(history, outbox.clock.now(), viewOf(delivery)));
  const said = await deliverAll(delivery, history, called);
  if (release.phase.kind === 'ended' && said.unsaid === null) outbox.histories.forget(id);
  return {
    ...said,
    version: history.last.version,
    redraw: nextDraw(delivery),
    endedAt: release.phase.kind === 'ended' ? release.phase.at : null,
  };
}

/** Nothing is said yet. */
function later({ version, phase }: Release, unsaid: number): Synced {
  return { version, unsaid, redraw: null, urgent: false, endedAt: phase.kind === 'ended' ? phase.at : null };
}

/** When what is said changes without any news: with the figures, or with time itself. */
function nextDraw({ outbox, release: { phase }, memory, figuresEveryMs }: Delivery): number | null {
  const now = outbox.clock.now();
  switch (phase.kind) {
    case 'running':
      return Math.max(now + outbox.editEveryMs, (memory.delivered.get(cardKey)?.at ?? now) + figuresEveryMs);
    case 'rolling-back':
      return now + stuckLookMs;
    case 'queued':
    case 'awaiting-approval':
    case 'ended':
      return null;
  }
}

type Said = Pick<Synced, 'unsaid' | 'urgent'>;

async function deliverAll(delivery: Delivery, history: FoldedLog, called: number | null): Promise<Said> {
  const { outbox, release, memory } = delivery;
  const { breaker, people } = outbox;
  if (breaker.openUntil() === null) await people.refresh();
  const items = await itemsOf(delivery, history);
  const waiting = () => items.some(({ kind, key }) => kind === 'alert' && !memory.delivered.has(key));
  breaker.alert(release.id, waiting());
  const closed = breaker.openUntil();
  const due =
    closed === null ? await deliverEach(delivery, items, waiting) : await afterPause(delivery, closed, waiting());
  const urgent = waiting();
  breaker.alert(release.id, urgent && due !== null && due - outbox.clock.now() < alertSoonMs);
  return { unsaid: urgent ? earlier(due, called) : due, urgent };
}

/** Gives when the first of what is left is to be tried again, or null where nothing is left. */
async function deliverEach(delivery: Delivery, items: readonly Item[], waiting: () => boolean): Promise<number | null> {
  const { release, outbox } = delivery;
  let unsaid: number | null = null;
  for (const item of items) {
    if (!waiting() && outbox.breaker.othersFirst(release.id)) return earlier(unsaid, outbox.clock.now() + afterYouMs);
    const outcome = await deliverOne(delivery, item);
    unsaid = earlier(unsaid, outcome.again);
    if (outcome.kind === 'stop') break;
  }
  return unsaid;
}

/** Alerts are the first to come back when Slack does; the rest spreads out, so that many releases do not all ask at once. */
async function afterPause({ outbox }: Delivery, until: number, urgent: boolean): Promise<number> {
  if (urgent) return until;
  const live = await outbox.liveCount();
  return until + 300 + (outbox.clock.now() % Math.max(200, live * 3));
}

async function itemsOf(delivery: Delivery, history: FoldedLog): Promise<Item[]> {
  const { outbox, release, memory } = delivery;
  await knowLink(delivery);
  const now = outbox.clock.now();
  const view = viewOf(delivery);
  const items = inOrder(card(release, now, view), messagesOf(history, now, view), memory.delivered, memory.moved);
  return [...items, ...movedItems(delivery), ...raisedItems(delivery)];
}

function viewOf(delivery: Delivery): View {
  return { directory: delivery.outbox.people, thread: cardLink(delivery) };
}
