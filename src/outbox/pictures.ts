import type { Chart } from '../messages/report/chart.ts';
import { SlackError } from '../platform/slack/port.ts';
import type { Picture } from '../store/outbox-store.ts';
import { ours } from './lease.ts';
import type { Item } from './order.ts';
import type { Delivery } from './outbox.ts';
import type { Made } from './picture-maker.ts';

/** Slack works on a file for some time after it has answered the upload: earlier it refuses a message that names it (ms). */
const readyAfterMs = 1000;
const lookAgainMs = 500;
const queuedMs = 5000;
/** Between two tries, doubled each time up to the longest (ms). */
const firstPauseMs = 1500;
const longestPauseMs = 60_000;
/** Over some three minutes; after that the message stays without. */
const mostTries = 8;

/** Where a message's picture stands, and the file to show with its next edit. */
export interface Prepared {
  picture: Picture | undefined;
  file: string | null;
}

/** What a message that is posted now must know of its picture: it is edited in, since nobody must wait for it. */
export function pictureOfNew({ chart }: Item, now: number): Picture | undefined {
  return chart ? { kind: 'wanted', tries: 0, dueAt: now } : undefined;
}

/** When a picture is to be looked at next (ms since epoch), or null. */
export function dueOf(picture: Picture | undefined): number | null {
  return picture?.kind === 'wanted' ? picture.dueAt : null;
}

/** Gets on with a picture, without waiting for it. Throws `LeaseLost`. */
export async function prepared(
  delivery: Delivery,
  { key, chart }: Item,
  known: Picture | undefined,
): Promise<Prepared> {
  const file = delivery.memory.files.get(key) ?? null;
  // Older versions posted a message with its picture, and said no more of it.
  const picture = known ?? (file === null ? undefined : { kind: 'shown' });
  if (!chart || !picture) return { picture: known, file: null };
  switch (picture.kind) {
    case 'left-out':
      return { picture, file: null };
    case 'shown':
      return { picture, file };
    case 'wanted':
      if (delivery.outbox.clock.now() < picture.dueAt) return { picture, file: null };
      return file === null ? { picture: await made(delivery, key, chart, picture), file } : { picture, file };
  }
}

async function made(
  delivery: Delivery,
  key: string,
  chart: Chart,
  picture: Picture & { kind: 'wanted' },
): Promise<Picture> {
  const { outbox, memory, release } = delivery;
  const outcome: Made = outbox.pictures.take(`${release.id} ${key}`, chart);
  const now = outbox.clock.now();
  switch (outcome.kind) {
    case 'queued':
      return { ...picture, dueAt: now + queuedMs };
    case 'making':
      return { ...picture, dueAt: now + lookAgainMs };
    case 'made':
      memory.files.set(key, outcome.file);
      await ours(delivery, () => outbox.outbox.setFile(memory.lease, key, outcome.file));
      return { ...picture, dueAt: now + readyAfterMs };
    case 'failed':
      return failedOnce(delivery, key, picture, outcome.error);
  }
}

/** A picture is a nicety: it is tried some times, and then the message stays without. */
export function failedOnce(delivery: Delivery, key: string, picture: Picture | undefined, error: unknown): Picture {
  const { outbox, release } = delivery;
  const tries = picture?.kind === 'wanted' ? picture.tries + 1 : 1;
  if (tries >= mostTries) {
    outbox.log.warn({ release: release.id, key, err: error }, 'no picture for this message');
    return { kind: 'left-out' };
  }
  const asked = error instanceof SlackError ? (error.retryAfterMs ?? 0) : 0;
  const pauseMs = Math.max(asked, Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)));
  return { kind: 'wanted', tries, dueAt: outbox.clock.now() + pauseMs };
}
