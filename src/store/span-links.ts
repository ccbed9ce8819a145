import type { RedisConnection } from './run-script.ts';

/** Who woke a release last: leaves the trace of a click for the worker that acts on it. */
export interface SpanLinks {
  leave(id: string, traceparent: string): Promise<void>;
  /** What was left, once. */
  take(id: string): Promise<string | null>;
}

const lifeSeconds = 300;

/** @param prefix a Redis Cluster hash tag and a colon, e.g. "{sluice}:" */
export function createSpanLinks(redis: RedisConnection, prefix: string): SpanLinks {
  const key = (id: string) => `${prefix}waker:${id}`;
  return {
    leave: async (id, traceparent) => void (await redis.set(key(id), traceparent, 'EX', lifeSeconds)),
    take: (id) => redis.getdel(key(id)),
  };
}
