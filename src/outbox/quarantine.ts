import type { Heading } from '../domain/heading.ts';
import { type Message, toCallingPayload } from '../messages/blocks/blocks.ts';
import { abandonedMessage, brokenLogMessage, newerMessage } from '../messages/thread/quarantine.ts';
import { SlackError } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';
import { leftForMs } from '../queue/left-alone.ts';
import type { Memory } from '../store/outbox-store.ts';
import type { QuarantineStore } from '../store/quarantine-store.ts';
import type { Unreadable } from '../store/release-store.ts';
import { waitsUntil } from './deliver-one.ts';
import { plain, takes } from './incidents.ts';
import { LeaseLost, oursForMs } from './lease.ts';
import { cardKey } from './order.ts';
import type { Outbox } from './outbox.ts';

export type QuarantineOutbox = Outbox & { quarantine: QuarantineStore };

/** During an upgrade a newer worker takes it up meanwhile: only when none does is there something to tell. */
const newerPatienceMs = 20_000;
/** How long the end of a release is left for a newer worker to tell. */
const endPatienceMs = 24 * 3_600_000;
/** Until a person has given it up. */
const idleMs = 10_000;

/**
 * Tells people once of a release whose log cannot be used. Gives when to look again (ms since the epoch), or null
 * where there is nothing more to say. Throws `SlackError`.
 */
export async function deliverQuarantined(
  deps: QuarantineOutbox,
  id: string,
  loaded: Unreadable,
): Promise<number | null> {
  const { quarantine, store, clock } = deps;
  const state = await quarantine.state(id);
  if (state.abandoned) {
    const message = async () => abandonedMessage(id, await quarantine.heading(id));
    const again = await deliverOnce(deps, id, 'aside:abandoned', message);
    if (again !== null) return again;
  }
  if (!state.live) {
    const { untoldMs } = state;
    const theirs = loaded.kind === 'newer' && !state.abandoned;
    if (theirs && untoldMs !== null && untoldMs < endPatienceMs) return clock.now() + leftForMs(untoldMs);
    await store.markNotified(id, await store.version(id));
    return null;
  }
  if (loaded.kind === 'newer' && state.aloneMs < newerPatienceMs) return clock.now() + leftForMs(state.aloneMs);
  const again = await deliverOnce(deps, id, `aside:${loaded.kind}`, () => messageOf(deps, id, loaded));
  return again ?? clock.now() + idleMs;
}

async function messageOf({ quarantine, people }: QuarantineOutbox, id: string, loaded: Unreadable): Promise<Message> {
  await people.refresh();
  const heading = await quarantine.heading(id);
  const detail = loaded.kind === 'missing' ? 'its log is gone' : loaded.detail;
  if (loaded.kind === 'newer' && heading) return newerMessage(heading, detail);
  return brokenLogMessage(id, heading, detail, people);
}

/**
 * Beside the card, or where the release's log says; where neither is known, the worker's log must do. Gives until when it
 * waits since Slack has refused it (ms since epoch), or null.
 */
async function deliverOnce(
  deps: QuarantineOutbox,
  id: string,
  key: string,
  what: () => Promise<Message>,
): Promise<number | null> {
  const memory = await deps.outbox.claim(id);
  if (memory.delivered.has(key)) return null;
  const heading = await deps.quarantine.heading(id);
  const channel = memory.delivered.get(cardKey)?.channel ?? heading?.channel;
  if (channel === undefined) return null;
  const past = async () => (heading && raised.has(key) ? callPast(deps, memory, heading, key, what) : undefined);
  const waits = waitsUntil({ outbox: deps, memory }, key);
  try {
    if (waits === null) await postOnce(deps, { memory, key, channel }, what);
    else await past();
    return waits;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    if (error.kind === 'refused' && remedyOf(error) !== 'token')
      await deps.outbox.setRefused(memory.lease, key, deps.clock.now());
    await past();
    throw error;
  }
}

interface Post {
  memory: Memory;
  key: string;
  channel: string;
}

async function postOnce(
  { outbox, slack, clock }: QuarantineOutbox,
  { memory, key, channel }: Post,
  what: () => Promise<Message>,
) {
  const { lease, tried } = memory;
  const mark = { release: lease.id, key };
  const before = tried.get(key);
  const there = before === undefined ? null : await slack.find({ channel }, mark, before - 60_000);
  const at = clock.now();
  // The first time stays: since then people should know.
  const ours = before === undefined ? await outbox.setTried(lease, key, at) : await outbox.confirm(lease);
  if (!there && !ours) throw new LeaseLost('another worker goes on with this');
  const posted =
    there ?? (await slack.post({ channel }, toCallingPayload(await what()), mark, { notAfter: at + oursForMs }));
  await outbox.setDelivered(lease, key, { ...posted, hash: '', at: clock.now() });
}

/** Nobody goes on with such a release by itself: on-call is told past Slack, too. */
const raised = new Set(['aside:broken', 'aside:missing']);

/** Once, and only where Slack has not taken it for as long as the notifier waits. */
async function callPast(
  { outbox, notifierOf, clock, log }: QuarantineOutbox,
  { lease, tried, raised: called }: Memory,
  heading: Heading,
  key: string,
  what: () => Promise<Message>,
): Promise<void> {
  const notifier = notifierOf(heading.incidents);
  const since = tried.get(key);
  if (!notifier || called.has(key) || since === undefined || clock.now() < since + notifier.afterMs) return;
  const { number, service, environment, from, version } = heading;
  const incident = {
    summary: plain((await what()).text),
    severity: 'error' as const,
    release: { id: lease.id, number },
    service,
    environment,
    from,
    to: version,
    link: null,
    dedupKey: `${lease.id}:${key}`,
    at: since,
  };
  if (await takes(notifier, incident, log)) await outbox.setRaised(lease, key, clock.now());
}
