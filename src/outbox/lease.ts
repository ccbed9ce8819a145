import type { Until } from '../platform/slack/port.ts';
import type { Delivery } from './outbox.ts';

/** Another worker has taken the release's messages up since: what this one knows is old, and it must say nothing more. */
export class LeaseLost extends Error {
  override name = 'TurnOver';
}

/**
 * A job's lock lasts 5 s and is renewed every 2.5 s; so nobody can have taken a job over within 2.5 s of a moment at
 * which it was still ours. A call to Slack must leave this process within this time (ms) of such a moment.
 */
export const oursForMs = 2000;
const confirmAfterMs = 1000;

/**
 * Writes down what was or will be said, as long as the lease is still ours. Throws `LeaseLost`.
 *
 * Together with `until` this is what keeps a worker that was frozen (a paused machine, a long collection of garbage)
 * from saying what another has said meanwhile: it finds its lease over in Redis, or the time for the call over in the
 * client. What is left is a freeze of more than 2 s between the client's last look at the clock and the bytes on the
 * wire, some microseconds: Slack has no key that would make it refuse the second of two posts.
 */
export async function ours(delivery: Delivery, write: () => Promise<boolean>): Promise<void> {
  const before = delivery.outbox.clock.now();
  if (!(await write())) throw new LeaseLost('another worker goes on with this');
  delivery.confirmedAt = before;
}

/** How long a call may still be made; asks Redis again where it was asked too long ago. Throws `LeaseLost`. */
export async function until(delivery: Delivery): Promise<Until> {
  const { clock, outbox } = delivery.outbox;
  if (clock.now() - delivery.confirmedAt > confirmAfterMs)
    await ours(delivery, () => outbox.confirm(delivery.memory.lease));
  return { notAfter: delivery.confirmedAt + oursForMs };
}
