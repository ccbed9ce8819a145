import { randomBytes } from 'node:crypto';
import { createKeyring, type Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { RedisConnection } from './redis.ts';

export interface UndoKeys {
  keyring: Keyring;
  close(): void;
}

const keyBytes = 32;
/** Another process may have made the key anew after Redis was emptied. */
const lookAgainMs = 60_000;

/**
 * The keys that sign what Sluice leaves in clusters. Those of the environment go first; the one beside the log, which
 * the first process to start makes, signs where there is none and always counts: what it signed before a key was set
 * stays good. A Redis that comes back empty gets the key again from any process that still knows it.
 * @param given the keys of the environment, the current one first; may be empty
 * @param prefix of all Redis keys, with the final colon
 */
export async function openUndoKeys(
  redis: RedisConnection,
  { prefix, given, log }: { prefix: string; given: readonly string[]; log: Log },
): Promise<UndoKeys> {
  const name = `${prefix}undo-key`;
  /** The one that is in Redis first; those that were there before still count in this process. */
  let stored = [randomBytes(keyBytes).toString('base64url')];
  const renew = async () => {
    await redis.set(name, stored[0] ?? '', 'NX');
    const kept = await redis.get(name);
    if (kept !== null && kept.length >= keyBytes) stored = [...new Set([kept, ...stored])];
  };
  const again = () => void renew().catch((error: Error) => log.warn({ error: error.message }, 'undo key not read'));
  // A Redis that takes nothing just now keeps no process from starting.
  await renew().catch((error: Error) => log.warn({ error: error.message }, 'undo key not read'));
  const timer = setInterval(again, lookAgainMs);
  timer.unref();
  redis.on('ready', again);
  return {
    keyring: createKeyring(() => [...given, ...stored]),
    close() {
      clearInterval(timer);
      redis.off('ready', again);
    },
  };
}
