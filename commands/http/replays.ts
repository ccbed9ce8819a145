import type { ServerResponse } from 'node:http';
import { signaturesLiveMs } from './signature.ts';

/** A signature may be of a time to come, too. */
const keptMs = 2 * signaturesLiveMs;
/** More than Slack sends in that time; keeps a flood from filling the memory. */
const most = 50_000;

/**
 * Hears each signed request once. A signature that comes again is the same request sent again, by a proxy or by somebody
 * who has overheard it (Slack signs its own repetitions anew).
 * @param now milliseconds since the epoch
 */
export function createReplays(now: () => number) {
  const seen = new Map<string, number>();

  function forgetOld(): void {
    for (const [signature, at] of seen) {
      if (now() - at <= keptMs && seen.size < most) return;
      seen.delete(signature);
    }
  }

  /** Whether the request came before. What is not taken in this response may come again. */
  return (signature: string, response: ServerResponse): boolean => {
    forgetOld();
    if (seen.has(signature)) return true;
    seen.set(signature, now());
    response.once('close', () => {
      if (!response.writableFinished || response.statusCode !== 200) seen.delete(signature);
    });
    return false;
  };
}
