import { describe, expect, it } from 'vitest';
import { deliverQuarantined, type QuarantineOutbox } from '../../../src/outbox/quarantine.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { SlackError } from '../../../src/platform/slack/port.ts';
import type { Incident, IncidentNotifier } from '../../../src/providers/incidents/incident-notifier.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { createQuarantineStore } from '../../../src/store/quarantine-store.ts';
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
    quarantine: createQuarantineStore(here.redis, prefix),
    clock: { now: () => now },
  } as unknown as QuarantineOutbox;
  return { id: made.id, store, deps };
}

async function tell(deps: QuarantineOutbox, id: string) {
  const loaded = await deps.store.load(id);
  if (loaded.kind === 'found') throw new Error('a log that can be read has nothing aside');
  return deliverQuarantined(deps, id, loaded);
}

describe('a damaged log that Slack does not take the word of', () => {
  it('goes past Slack, once, when Slack has not taken it for as long as the notifier waits', async () => {
    const store = createRedisStore(here.redis, prefix);
    const made = await store.create(firstEvent('past', 'past'));
    if (made.kind !== 'created') throw new Error('the release must be new');
    await here.redis.xadd(key.log(made.id), '2-0', 'e', '{"type":"meas');
    const raised: Incident[] = [];
    const notifier: IncidentNotifier = {
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
      quarantine: createQuarantineStore(here.redis, prefix),
      outbox: createOutboxStore(here.redis, prefix),
      slack: { find: away, post: away },
      people: { refresh: async () => undefined, groupId: () => null },
      notifierOf: () => notifier,
      clock: { now: () => at },
      log: silentLog,
    } as unknown as QuarantineOutbox;
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
    await store.markNotified(id, 2);
    expect(await tell(deps, id)).toBeNull();
  });
});
