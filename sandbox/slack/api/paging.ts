import { SlackError } from './errors.ts';

/**
 * One page of a list, and the cursor of the next ('' when there is none).
 *
 * @param limit how many the caller wants; cut to `max`
 * @throws SlackError invalid_cursor, invalid_limit
 */
export function paginate<T>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
  max: number,
): { items: T[]; nextCursor: string } {
  if (limit < 0) throw new SlackError('invalid_limit');
  const size = Math.min(limit === 0 ? max : limit, max);
  const start = cursor ? decode(cursor) : 0;
  const end = start + size;
  return { items: items.slice(start, end), nextCursor: end < items.length ? encode(end) : '' };
}

function encode(offset: number): string {
  return Buffer.from(`next:${offset}`).toString('base64');
}

function decode(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (!match) throw new SlackError('invalid_cursor');
  return Number(match[1]);
}
