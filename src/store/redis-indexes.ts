import * as scripts from './index-scripts.ts';
import type { Keys } from './redis-keys.ts';
import type { ReleaseStore } from './release-store.ts';
import { type RedisConnection, runScript } from './run-script.ts';

export interface Wiring {
  redis: RedisConnection;
  key: Keys;
}

const everything = 1_000_000;

/** What is found without a log: lists and locks, which can all be made again from the logs. */
export function indexes({ redis, key }: Wiring) {
  return {
    live: () => redis.smembers(key.live),
    liveCount: () => redis.scard(key.live),
    async liveSlice(cursor, count) {
      const [next, ids] = await redis.sscan(key.live, cursor, 'COUNT', count);
      return { cursor: next, ids };
    },
    liveOf: (service, environment) => redis.get(key.lock(service, environment)),
    async lockDatabase(id, database, of) {
      const keys = [key.database(database), key.live];
      const answer = await runScript(redis, scripts.lockDatabaseScript, keys, [id, key.prefix, of]);
      if (answer === null) return { kind: 'over' };
      const [holder, since, about] = answer as [string, string, string];
      if (holder === id) return { kind: 'locked' };
      return { kind: 'busy', id: holder, of: about || null, since: since === '' ? null : Number(since) };
    },
    freeDatabase: async (id, database) =>
      void (await runScript(redis, scripts.freeDatabaseScript, [key.database(database)], [id])),
    async tryDatabase(database) {
      const keys = [key.database(database), key.live];
      const answer = await runScript(redis, scripts.tryDatabaseScript, keys, [key.prefix, 'a try']);
      const [holder, since, about] = answer as [string, string, string];
      if (holder === '') return { kind: 'free' };
      return { kind: 'busy', id: holder, of: about || null, since: since === '' ? null : Number(since) };
    },
    async idOfNumber(number) {
      const id = `r${number}`;
      return (await redis.exists(key.log(id))) ? id : null;
    },
    history: (query) => redis.zrevrange(key.history(query), 0, query.limit - 1),
    async forget({ before, keep, from, count }) {
      const keys = [key.history({}), key.live, key.untold];
      const answer = await runScript(redis, scripts.forgetScript, keys, [key.prefix, before, keep, from, count]);
      const [next, ids] = answer as [number, string[]];
      return { ids, next };
    },
    unsettled: async (forMs: number, limit: number) =>
      (await runScript(redis, scripts.waitingScript, [key.unsettled], [forMs, limit])) as string[],
    untold: async (forMs = 0, limit = everything) =>
      (await runScript(redis, scripts.untoldScript, [key.untold, key.untoldBy010], [forMs, limit])) as string[],
    untoldForMs: async () => Number(await runScript(redis, scripts.oldestScript, [key.untold], [])),
    markNotified: async (id, version) =>
      void (await runScript(redis, scripts.markNotifiedScript, [key.log(id), key.untold], [id, version])),
  } satisfies Partial<ReleaseStore>;
}
