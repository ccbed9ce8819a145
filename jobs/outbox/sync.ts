import { canonicalJson } from '../../src/domain/json.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { sha256 } from '../../src/platform/digest.ts';
import type { Log } from '../../src/platform/log.ts';
import { type Place, type Posted, SlackError, type SlackPort } from '../../src/platform/slack/port.ts';
import { type Block, image, type Message, toPayload } from '../../src/report/blocks.ts';
import { card } from '../../src/report/card.ts';
import type { View } from '../../src/report/card-parts.ts';
import type { Chart } from '../../src/report/chart.ts';
import { threadMessages } from '../../src/report/thread.ts';
import { storyOf } from '../../src/requests/queries.ts';
import type { OutboxStore, Told } from '../../src/store/outbox-store.ts';
import type { ReleaseStore } from '../../src/store/release-store.ts';
import { cardKey, type Item, inOrder } from './order.ts';

export interface OutboxDeps {
  store: ReleaseStore;
  outbox: OutboxStore;
  slack: SlackPort;
  people: { groupId(handle: string): string | null; refresh(): Promise<void> };
  /** Draws a chart as PNG. */
  draw(chart: Chart): Promise<Buffer>;
  clock: Clock;
  log: Log;
  /** At least this long between two edits of one message (ms). */
  editEveryMs: number;
}

export interface Synced {
  /** Slack knows the log up to here, unless `again` says otherwise. */
  version: number;
  /** When to look again (ms since epoch), where something is still to be said; null where all is told. */
  again: number | null;
  ended: boolean;
}

/** How often a rollback is looked at: what is said of it changes with time, too (late, stuck, escalated). */
const stuckLookMs = 3000;

/**
 * Brings Slack up to what the log says: posts what is missing, edits what has changed, alerts first. Doing it twice
 * posts nothing twice. Throws `SlackError` where Slack refuses or does not answer.
 */
export async function syncRelease(deps: OutboxDeps, id: string): Promise<Synced | null> {
  const story = await storyOf(deps.store, id);
  if (!story) return null;
  const { release, events } = story;
  await deps.people.refresh();
  const told = await deps.outbox.told(id);
  const view = await viewOf(deps, id, told.get(cardKey));
  const now = deps.clock.now();
  const items = inOrder(card(release, now, view), threadMessages(events, now, view), told);
  let again: number | null = null;
  for (const item of items) {
    const due = await say(deps, release, item, told);
    if (due !== null) again = Math.min(again ?? due, due);
  }
  const next = nextDraw(release, deps.editEveryMs);
  if (next !== null) again = Math.min(again ?? Number.POSITIVE_INFINITY, now + next);
  return { version: release.version, again, ended: release.phase.kind === 'ended' };
}

/** In how many ms what is said changes without any news: with the figures, or with time itself. Null where it does not. */
function nextDraw({ phase, plan }: Release, editEveryMs: number): number | null {
  switch (phase.kind) {
    case 'running':
      return Math.max(editEveryMs, plan.target.analysis.intervalMs);
    case 'rolling-back':
      return stuckLookMs;
    case 'awaiting-approval':
    case 'ended':
      return null;
  }
}

/** Says one message; gives the time at which its edit is due where that is not yet (ms since epoch). */
async function say(deps: OutboxDeps, release: Release, item: Item, told: Map<string, Told>): Promise<number | null> {
  const hash = sha256(canonicalJson(item.message));
  const known = told.get(item.key);
  if (known?.hash === hash) return null;
  const now = deps.clock.now();
  if (!known) {
    const posted = await postOnce(deps, release, item, told.get(cardKey));
    return remember(deps, release.id, item.key, { ...posted, hash, at: now }, told);
  }
  const due = known.at + deps.editEveryMs;
  if (now < due && !item.urgent) return due;
  await deps.slack.update(known, await payload(deps, release, item));
  return remember(deps, release.id, item.key, { ...known, hash, at: now }, told);
}

async function remember(
  deps: OutboxDeps,
  id: string,
  key: string,
  entry: Told,
  told: Map<string, Told>,
): Promise<null> {
  await deps.outbox.setTold(id, key, entry);
  told.set(key, entry);
  return null;
}

/** Where a message belongs: notes and reports in the card's thread, alerts beside it. */
function placeOf(release: Release, item: Item, cardAt: Told | undefined): Place {
  const channel = cardAt?.channel ?? release.plan.target.channel;
  const inThread = item.kind === 'note' || item.kind === 'report';
  return inThread && cardAt ? { channel, threadTs: cardAt.ts, broadcast: item.broadcast } : { channel };
}

/** A post whose answer was lost may have gone through: its mark in Slack tells. */
async function postOnce(deps: OutboxDeps, release: Release, item: Item, cardAt: Told | undefined): Promise<Posted> {
  const { outbox, slack, clock } = deps;
  const place = placeOf(release, item, cardAt);
  const mark = { release: release.id, key: item.key };
  const tried = await outbox.tried(release.id, item.key);
  if (tried !== null) {
    const there = await slack.find(place, mark, tried - 60_000);
    if (there) return there;
  }
  const content = await payload(deps, release, item);
  await outbox.setTried(release.id, item.key, clock.now());
  try {
    return await slack.post(place, content, mark);
  } catch (error) {
    if (item.kind !== 'card' || !isClosed(error)) throw error;
    // A release must not live where nobody sees it: whoever asked for it gets it in person.
    deps.log.warn(
      { release: release.id, channel: place.channel, err: error },
      'the channel cannot be posted to; telling the requester',
    );
    return slack.post({ channel: await slack.openDirect(release.request.by.id) }, content, mark);
  }
}

/** Slack says that the bot cannot post there, and will say so again. */
function isClosed(error: unknown): boolean {
  return (
    error instanceof SlackError &&
    ['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'].includes(error.code)
  );
}

async function payload(deps: OutboxDeps, release: Release, { message, chart, key }: Item) {
  const picture = chart ? await pictureOf(deps, release.id, key, chart) : [];
  // What is measured first, then what can be done: the picture stands above the buttons.
  const buttons = message.blocks.findIndex(({ type }) => type === 'actions');
  const at = buttons < 0 ? message.blocks.length : buttons;
  const full: Message = { ...message, blocks: message.blocks.toSpliced(at, 0, ...picture) };
  return toPayload(full);
}

/** A picture is a nicety: where it cannot be drawn or uploaded, the message goes without. */
async function pictureOf(deps: OutboxDeps, id: string, key: string, chart: Chart): Promise<Block[]> {
  const { outbox, slack, draw, log } = deps;
  try {
    const known = await outbox.file(id, key);
    const file = known ?? (await slack.upload({ name: 'errors.png', title: chart.title, content: await draw(chart) }));
    if (!known) await outbox.setFile(id, key, file);
    return [image(file, chart.alt)];
  } catch (error) {
    log.warn({ release: id, err: error }, 'no chart for this message');
    return [];
  }
}

async function viewOf(deps: OutboxDeps, id: string, cardAt: Told | undefined): Promise<View> {
  if (!cardAt) return { directory: deps.people, thread: null };
  const known = await deps.outbox.file(id, 'card link');
  if (known) return { directory: deps.people, thread: known };
  const link = await deps.slack.permalink(cardAt).catch(() => null);
  if (link) await deps.outbox.setFile(id, 'card link', link);
  return { directory: deps.people, thread: link };
}
