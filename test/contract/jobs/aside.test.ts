import { describe, expect, it } from 'vitest';
import { type AsideOutbox, tellAside } from '../../../src/outbox/aside.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { SlackError } from '../../../src/platform/slack/port.ts';
import type { Incident, IncidentRoad } from '../../../src/providers/incidents/incident-road.ts';
import { createAsideStore } from '../../../src/store/aside-store.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { keysOf } from '../../../src/store/redis-keys.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { redisHere } from '../../support/redis.ts';
import { firstEvent } from '../store/events.ts';

const prefix = `{aside-${process.pid}}:`;
const key = keysOf(prefix);
const now = 1_000_000;

const here = redisHere();

/** A release that a newer worker has led to its end, in words that this version does not know. */
async function endedByNewer(service: string) {
  const store = createRedisStore(here.redis, prefix);
  const made = await store.create(firstEvent(service, service));
  if (made.kind !== 'created') throw new Error('the release must be new');
  await here.redis.xadd(key.log(made.id), '2-0', 'e', JSON.stringify({ type: 'later.ended', at: now }));
  await here.redis.srem(key.live, made.id);
  const deps = {
    store,
    aside: createAsideStore(here.redis, prefix),
    clock: { now: () => now },
  } as unknown as AsideOutbox;
  return { id: made.id, store, deps };
}

async function tell(deps: AsideOutbox, id: string) {
  const loaded = await deps.store.load(id);
  if (loaded.kind === 'found') throw new Error('a log that can be read has nothing aside');
  return tellAside(deps, id, loaded);
}

describe('a damaged log that Slack does not take the word of', () => {
  it('goes past Slack, once, when Slack has not taken it for as long as the road waits', async () => {
    const store = createRedisStore(here.redis, prefix);
    const made = await store.create(firstEvent('past', 'past'));
    if (made.kind !== 'created') throw new Error('the release must be new');
    await here.redis.xadd(key.log(made.id), '2-0', 'e', '{"type":"meas');
    const raised: Incident[] = [];
    const road: IncidentRoad = {
      name: 'webhook',
      afterMs: 5000,
      async raise(incident) {
        raised.push(incident);
        return { kind: 'taken' };
      },
    };
    let at = now;
    const away = async () => {
      throw new SlackError('unreachable', 'paused', 'Slack is away');
    };
    const deps = {
      store,
      aside: createAsideStore(here.redis, prefix),
      outbox: createOutboxStore(here.redis, prefix),
      slack: { find: away, post: away },
      people: { refresh: async () => undefined, groupId: () => null },
      roadOf: () => road,
      clock: { now: () => at },
      log: silentLog,
    } as unknown as AsideOutbox;
    for (const ms of [0, 4999, 5000, 9000]) {
      at = now + ms;
      await expect(tell(deps, made.id)).rejects.toThrow(SlackError);
    }
    expect(raised).toMatchObject([{ dedupKey: `${made.id}:aside:broken`, severity: 'error', at: now }]);
    expect(raised[0]?.summary).toContain(`sluice abandon ${made.number} --yes`);
  });
});

describe('the end of a release that a newer worker led to it', () => {
  it('is left for that worker to tell', async () => {
    const { id, store, deps } = await endedByNewer('web');
    expect(await tell(deps, id)).toBeGreaterThan(now);
    expect(await store.untold()).toContain(id);
  });

  it('is given up when none has told it for a day', async () => {
    const { id, store, deps } = await endedByNewer('search');
    await here.redis.zadd(key.untold, 0, id);
    expect(await tell(deps, id)).toBeNull();
    expect(await store.untold()).not.toContain(id);
  });

  it('is over once it was told', async () => {
    const { id, store, deps } = await endedByNewer('mail');
    await store.markTold(id, 2);
    expect(await tell(deps, id)).toBeNull();
  });
});
