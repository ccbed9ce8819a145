import { placeOf } from '../domain/train.ts';
import * as scripts from './queue-scripts.ts';
import type { Wiring } from './redis-indexes.ts';
import type { Keys } from './redis-keys.ts';
import type { EnqueueResult, FirstEvent, ReleaseStore, Turn } from './release-store.ts';
import { runScript } from './run-script.ts';

/** How long a repeated request is recognized: Slack gives up its own retries within the hour. */
export const requestLifeSeconds = 3600;

/** The keys that a new release is written to, in the order in which the scripts expect them. */
export function keysOfNew(key: Keys, asked: FirstEvent['request']): string[] {
  const { service, key: request } = asked;
  const environment = placeOf(asked);
  return [
    key.lock(service, environment),
    key.request(request),
    key.counter,
    key.live,
    key.untold,
    key.unsettled,
    key.history({}),
    key.history({ service }),
    key.history({ service, environment }),
  ];
}

/** What waits for its turn. */
export function waitingPlaces({ redis, key }: Wiring) {
  return {
    async enqueue(first, { behind, superseding, queued, superseded }) {
      const args = [
        key.prefix,
        first.at,
        JSON.stringify(first),
        requestLifeSeconds,
        JSON.stringify(queued),
        behind,
        superseding ?? '',
        JSON.stringify(superseded),
      ];
      const answer = await runScript(redis, scripts.enqueueScript, keysOfNew(key, first.request), args);
      const [kind, id, number, replaced] = answer as [EnqueueResult['kind'], string, string?, string?];
      switch (kind) {
        case 'moved':
          return { kind };
        case 'repeated':
          return { kind, id };
        case 'created':
          return { kind, id, number: Number(number), replaced: replaced || null };
      }
    },
    nextOf: (service, environment) => redis.get(key.next(service, environment)),
    takeTurn: async (id) => (await runScript(redis, scripts.takeTurnScript, [key.release(id), key.live], [id])) as Turn,
  } satisfies Partial<ReleaseStore>;
}
