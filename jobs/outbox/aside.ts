import { type Message, toPayload } from '../../src/report/blocks.ts';
import { abandonedMessage, brokenLogMessage, newerMessage } from '../../src/report/set-aside.ts';
import type { AsideStore } from '../../src/store/aside-store.ts';
import type { Unreadable } from '../../src/store/release-store.ts';
import { leftForMs } from '../set-aside.ts';
import { oursForMs, TurnOver } from './claim.ts';
import { cardKey } from './order.ts';
import type { Outbox } from './outbox.ts';

export type AsideOutbox = Outbox & { aside: AsideStore };

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
export async function tellAside(deps: AsideOutbox, id: string): Promise<number | null> {
  const { aside, store, clock } = deps;
  const [loaded, state] = await Promise.all([store.load(id), aside.state(id)]);
  if (loaded.kind === 'found') return clock.now();
  if (state.abandoned)
    await sayOnce(deps, id, 'aside:abandoned', async () => abandonedMessage(id, await aside.heading(id)));
  if (!state.live) {
    const { untoldMs } = state;
    const theirs = loaded.kind === 'newer' && !state.abandoned;
    if (theirs && untoldMs !== null && untoldMs < endPatienceMs) return clock.now() + leftForMs(untoldMs);
    await store.markTold(id, await store.version(id));
    return null;
  }
  if (loaded.kind === 'newer' && state.aloneMs < newerPatienceMs) return clock.now() + leftForMs(state.aloneMs);
  await sayOnce(deps, id, `aside:${loaded.kind}`, () => messageOf(deps, id, loaded));
  return clock.now() + idleMs;
}

async function messageOf({ aside, people }: AsideOutbox, id: string, loaded: Unreadable): Promise<Message> {
  await people.refresh();
  const heading = await aside.heading(id);
  const detail = loaded.kind === 'missing' ? 'its log is gone' : loaded.detail;
  if (loaded.kind === 'newer' && heading) return newerMessage(heading, detail);
  return brokenLogMessage(id, heading, detail, people);
}

/** Beside the card, or where the release's log says; where neither is known, the worker's log must do. */
async function sayOnce(deps: AsideOutbox, id: string, key: string, what: () => Promise<Message>): Promise<void> {
  const { outbox, slack, clock } = deps;
  const { turn, told, tried } = await outbox.takeUp(id);
  if (told.has(key)) return;
  const channel = told.get(cardKey)?.channel ?? (await deps.aside.heading(id))?.channel;
  if (channel === undefined) return;
  const mark = { release: id, key };
  const before = tried.get(key);
  const there = before === undefined ? null : await slack.find({ channel }, mark, before - 60_000);
  const at = clock.now();
  if (!there && !(await outbox.setTried(turn, key, at))) throw new TurnOver('another worker goes on with this');
  const posted = there ?? (await slack.post({ channel }, toPayload(await what()), mark, { notAfter: at + oursForMs }));
  await outbox.setTold(turn, key, { ...posted, hash: '', at: clock.now() });
}
