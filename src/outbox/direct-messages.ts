import { waitsForApproval } from '../domain/approval.ts';
import { SlackError } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';
import type { Moved } from '../store/outbox-store.ts';
import { movedNote } from '../words/elsewhere.ts';
import { ours } from './lease.ts';
import { cardKey, copyKey, type Item } from './order.ts';
import type { Delivery, Outbox } from './outbox.ts';

/** More people than this are not written to one by one. */
const mostRecipients = 6;
const slackUser = /^[UW][A-Z0-9]+$/;

/**
 * The release's channel is closed to the bot: from now on those who asked for it and decide on it are told in person,
 * for as long as the release lives. Throws `SlackError` where Slack lets us write to none of them.
 */
export async function moveOut(delivery: Delivery, refusal: SlackError): Promise<void> {
  const { outbox, memory, release } = delivery;
  const from = memory.delivered.get(cardKey)?.channel ?? release.plan.target.channel;
  outbox.log.warn(
    { release: release.id, channel: from, code: refusal.code },
    'the channel takes no messages; the people concerned are told in person',
  );
  const homes: Moved['homes'] = [];
  for (const user of await concerned(delivery)) {
    const channel = await direct(outbox, user);
    if (channel !== null) homes.push({ user, channel });
  }
  if (homes.length === 0) throw refusal;
  const moved: Moved = { why: refusal.code, from, homes };
  await ours(delivery, () => outbox.outbox.setMoved(memory.lease, moved));
  memory.moved = moved;
}

/** Whoever asked, whoever approved; while it waits for approval, also those who may give it. */
async function concerned({ outbox, release }: Delivery): Promise<string[]> {
  const { groups, users } = release.plan.target.approval;
  const waiting = waitsForApproval(release);
  const members = waiting
    ? (await Promise.all(groups.map((group) => outbox.people.membersOf(group).catch(() => null)))).flatMap(
        (all) => all ?? [],
      )
    : [];
  const deciding = waiting ? [...users, ...members] : [];
  const all = [release.request.by.id, ...release.approvals.map(({ by }) => by.id), ...deciding];
  return [...new Set(all)].filter((id) => slackUser.test(id)).slice(0, mostRecipients);
}

async function direct({ slack }: Outbox, user: string): Promise<string | null> {
  try {
    return await slack.openDirect(user);
  } catch (error) {
    const remedy = error instanceof SlackError ? remedyOf(error) : null;
    if (remedy === 'wait' || remedy === 'token' || remedy === null) throw error;
    return null;
  }
}

/** Says to each of them, once, why they get it. */
export function movedItems({ release, memory: { moved } }: Delivery): Item[] {
  if (!moved) return [];
  const message = movedNote(release, moved.from, moved.why);
  return moved.homes.map((home) => {
    return { key: copyKey('moved', home.user), kind: 'note', message, broadcast: false, chart: null, home };
  });
}
