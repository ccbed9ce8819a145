import { setTimeout as delay } from 'node:timers/promises';

/** Redis tells nobody of what it and others have agreed on; so it is asked. */
const againMs = 50;

/**
 * Asks until nothing is missing.
 * @param missing what is not so yet, or null
 * @throws what is still missing after `timeoutMs`
 */
export async function settled(missing: () => Promise<string | null>, timeoutMs: number): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const problem = await missing();
    if (problem === null) return;
    if (Date.now() > giveUpAt) throw new Error(`after ${timeoutMs} ms, ${problem}`);
    await delay(againMs);
  }
}
