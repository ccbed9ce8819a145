import { Redis } from 'ioredis';

/** Back within a second of Redis itself; ioredis' own back-off can take much longer. */
const retryStrategy = (attempt: number): number => Math.min(attempt * 200, 1000);

/** For workers: waits as long as Redis is away. */
export function connectPatiently(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, retryStrategy });
}

/** For whatever answers a person: says at once that Redis is away, instead of keeping them waiting. */
export function connectPromptly(url: string): Redis {
  return new Redis(url, { enableOfflineQueue: false, commandTimeout: 2000, maxRetriesPerRequest: 1, retryStrategy });
}

/** Resolves when the connection can be used; throws when that takes longer than `timeoutMs`. */
export async function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs);
    const ready = () => finish(null);
    function finish(error: Error | null): void {
      clearTimeout(timer);
      redis.off('ready', ready);
      if (error) reject(error);
      else resolve();
    }
    redis.once('ready', ready);
  });
}

/** What is risky about how Redis keeps our data; empty when all is well. */
export async function durabilityWarnings(redis: Redis): Promise<string[]> {
  const read = async (name: string): Promise<string | null> => {
    const answer = (await redis.config('GET', name).catch(() => null)) as string[] | null;
    return answer?.[1] ?? null;
  };
  const [appendOnly, save, policy, memory] = await Promise.all(
    ['appendonly', 'save', 'maxmemory-policy', 'maxmemory'].map(read),
  );
  const warnings: string[] = [];
  if (appendOnly === 'no') {
    const snapshots = save ? 'only snapshots' : 'nothing at all';
    warnings.push(`Redis keeps ${snapshots} on disk: a restart loses releases. Set "appendonly yes".`);
  }
  if (policy && policy !== 'noeviction' && memory !== '0') {
    warnings.push(`Redis may evict our keys when its memory is full (${policy}). Set "maxmemory-policy noeviction".`);
  } else if (policy && policy !== 'noeviction') {
    warnings.push(
      `Redis has the eviction policy ${policy}, which would evict our keys once a memory limit is set. Set "maxmemory-policy noeviction".`,
    );
  }
  return warnings;
}
