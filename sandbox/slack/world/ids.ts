import { randomBytes } from 'node:crypto';
import type { Clock } from './model.ts';

/** Makes ids as Slack shapes them. Message ids rise strictly, also when the clock stands still. */
export interface Ids {
  /** seconds.microseconds, unique in the workspace. */
  ts(): string;
  next(prefix: string): string;
  hash(): string;
  hex(bytes: number): string;
  blockId(): string;
}

/** @param clock where message ids take their seconds from */
export function createIds(clock: Clock): Ids {
  let last = 0;
  let counter = 0;
  return {
    ts() {
      last = Math.max(last + 1, Math.floor(clock.now()) * 1000);
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
    },
    next(prefix) {
      counter += 1;
      return `${prefix}0SBX${String(counter).padStart(6, '0')}`;
    },
    hash: () => `${Math.floor(clock.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    hex: (bytes) => randomBytes(bytes).toString('hex'),
    blockId: () => randomBytes(4).toString('base64url').slice(0, 5),
  };
}
