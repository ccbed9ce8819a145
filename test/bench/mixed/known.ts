import { connectPromptly, whenReady } from '../../../src/platform/redis.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { saysBad } from '../known-bad.ts';
import { prefix } from '../names.ts';

/**
 * When the logs first say that a version is bad, by service (ms since the epoch).
 * @param releases how many there are
 * @param since what was said before (ms since the epoch) does not count
 */
export async function knownBad(
  redisUrl: string,
  { releases, since }: { releases: number; since: number },
): Promise<ReadonlyMap<string, number>> {
  const redis = connectPromptly(redisUrl);
  try {
    await whenReady(redis, 10_000);
    const store = createRedisStore(redis, `${prefix}:`);
    const found = new Map<string, number>();
    for (let number = 1; number <= releases; number += 1) {
      const loaded = await store.load(`r${number}`);
      const events = loaded.kind === 'found' ? loaded.events : [];
      const bad = events.find((event) => event.at >= since && saysBad(event));
      if (events[0]?.type === 'requested' && bad) found.set(events[0].request.service, bad.at);
    }
    return found;
  } finally {
    redis.disconnect();
  }
}
