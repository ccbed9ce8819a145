import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/engine/run.ts';
import { deliverQuarantined, type QuarantineOutbox } from '../../../src/outbox/quarantine.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { createQuarantineStore } from '../../../src/store/quarantine-store.ts';
import { keysOf } from '../../../src/store/redis-keys.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { redisHere } from '../../support/redis.ts';
import { approved, firstEvent } from './events.ts';

const here = redisHere();
const now = 1_000_000;

/** What a later version may write where this one knows a closed list of words, and how this one names it. */
const laters: readonly [string, (target: ReturnType<typeof targetOf>) => object, string][] = [
  [
    'workload',
    ({ workload }) => ({ workload: { ...workload, kind: 'statefulset' } }),
    'workload.kind is "statefulset"',
  ],
  ['router', () => ({ router: { kind: 'mesh' } }), 'router.kind is "mesh"'],
  ['source of figures', () => ({ metrics: { kind: 'otlp' } }), 'metrics.kind is "otlp"'],
  ['registry', () => ({ images: { kind: 'bundle' } }), 'images.kind is "bundle"'],
  ['way past Slack', () => ({ incidents: { kind: 'pager' } }), 'incidents.kind is "pager"'],
];

function targetOf() {
  return firstEvent('k').plan.target;
}

/** A live, approved release whose plan a newer version has written. */
async function keptByNewer(name: string, later: (target: ReturnType<typeof targetOf>) => object) {
  const prefix = `{unknown-${process.pid}-${name.replaceAll(' ', '-')}}:`;
  const key = keysOf(prefix);
  const first = { ...firstEvent('k'), id: 'r1', number: 1 };
  const target = { ...first.plan.target, ...later(first.plan.target) };
  const entries = [{ ...first, plan: { ...first.plan, target } }, approved(2)];
  await here.redis.sadd(key.live, 'r1');
  for (const [index, entry] of entries.entries())
    await here.redis.xadd(key.log('r1'), `${index + 1}-0`, 'e', JSON.stringify(entry));
  return { prefix, store: createRedisStore(here.redis, prefix) };
}

describe.each(laters)('a plan whose %s only a newer Sluice knows', (name, later, said) => {
  it('is left alone, with nothing written, and told once what it is', async () => {
    const { prefix, store } = await keptByNewer(name, later);
    const world = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 0 } });
    const detail = `entry 1-0: plan.target.${said}`;
    const signal = new AbortController().signal;
    expect(await advance({ ...world.deps, store }, 'r1', signal)).toEqual({
      kind: 'quarantined',
      why: 'newer',
      detail,
    });
    expect(await advance({ ...world.deps, store }, 'r1', signal)).toEqual({
      kind: 'quarantined',
      why: 'newer',
      detail,
    });
    expect(world.kube.journal).toEqual([]);

    const loaded = await store.load('r1');
    expect(loaded).toEqual({ kind: 'newer', detail });
    const posted: string[] = [];
    const quarantine = createQuarantineStore(here.redis, prefix);
    const deps = {
      store,
      quarantine: { ...quarantine, state: async () => ({ ...(await quarantine.state('r1')), aloneMs: 60_000 }) },
      outbox: createOutboxStore(here.redis, prefix),
      slack: {
        find: async () => null,
        async post(_where: unknown, message: { text: string }) {
          posted.push(message.text);
          return { channel: 'C0CHECKOUT', ts: '1.1' };
        },
      },
      people: { refresh: async () => undefined, groupId: () => null },
      notifierOf: () => null,
      clock: { now: () => now },
      log: silentLog,
    } as unknown as QuarantineOutbox;
    if (loaded.kind === 'found') throw new Error('it must not be readable');
    for (let look = 0; look < 2; look += 1) expect(await deliverQuarantined(deps, 'r1', loaded)).toBeGreaterThan(now);
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatch(/release #1 was started by a newer Sluice: entry 1-0: plan\.target\./);
  });
});
