import { Redis } from 'ioredis';
import { eventSchema, type ReleaseEvent } from '../../src/domain/events.ts';

/** A release's log, as it is written: told by Redis, not polled. */
export interface LogFeed {
  /** Everything so far. */
  events(): readonly ReleaseEvent[];
  /** The first event for which the predicate holds, written already or later. */
  waitFor(
    predicate: (event: ReleaseEvent, all: readonly ReleaseEvent[]) => boolean,
    timeoutMs?: number,
  ): Promise<ReleaseEvent>;
  close(): void;
}

/** Follows the log of a release that may not exist yet. */
export function followLog(redisUrl: string, prefix: string, id: string): LogFeed {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const events: ReleaseEvent[] = [];
  const looks = new Set<(event: ReleaseEvent) => void>();
  redis.on('error', () => undefined);
  void read().catch(() => undefined);

  async function read(): Promise<void> {
    for (let last = '0'; ; ) {
      const answer = await redis.xread('BLOCK', 0, 'STREAMS', `${prefix}:release:${id}:log`, last);
      for (const [entry, fields] of answer?.[0]?.[1] ?? []) {
        last = entry;
        const event = eventSchema.parse(JSON.parse(fields[1] ?? ''));
        events.push(event);
        for (const look of [...looks]) look(event);
      }
    }
  }

  return {
    events: () => events,
    waitFor(predicate, timeoutMs = 60_000) {
      const there = events.find((event) => predicate(event, events));
      if (there) return Promise.resolve(there);
      const { promise, resolve, reject } = Promise.withResolvers<ReleaseEvent>();
      const look = (event: ReleaseEvent) => (predicate(event, events) ? resolve(event) : undefined);
      const types = () => events.map(({ type }) => type).join(' ');
      const timer = setTimeout(
        () => reject(new Error(`no such event in ${timeoutMs} ms; so far: ${types()}`)),
        timeoutMs,
      );
      looks.add(look);
      return promise.finally(() => {
        clearTimeout(timer);
        looks.delete(look);
      });
    },
    close: () => redis.disconnect(),
  };
}
