import { afterEach, expect, it } from 'vitest';
import type { Target } from '../../../src/domain/target.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { createRecovery, type RecoveryDeps } from '../../../src/recovery/loop.ts';
import { firstEvent } from '../../contract/store/events.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { sealed, testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { mika } from '../../support/people.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** As much of Redis as the look needs. */
function fewKeys() {
  const keys = new Set<string>();
  return {
    keys,
    on: () => undefined,
    off: () => undefined,
    async set(key: string, _value: string, ...more: unknown[]) {
      if (more.includes('NX') && keys.has(key)) return null;
      keys.add(key);
      return 'OK';
    },
  };
}

/** @param release as the fence says it; `r7 of 5`: it was part of train #5 */
const left = (name: string, release: string) => {
  const [id, train] = release.split(' of ');
  const annotations = { 'sluice.dev/fence': `${id}/3`, ...(train ? { 'sluice.dev/train': train } : {}) };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop', annotations } };
};

/** Tells of what these leave; the posts go to `post`. */
async function telling(
  store: RecoveryDeps['store'],
  releases: Record<string, string>,
  post: RecoveryDeps['slack']['post'],
) {
  const { plan, clock } = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 1000 } });
  const target = (name: string): Target => ({
    ...plan.target,
    namespace: 'shop',
    service: name,
    workload: { ...plan.target.workload, name },
  });
  const kube = createFakeKube({
    objects: Object.entries(releases).map(([name, release]) => sealed(left(name, release))),
  });
  const never = new Promise<never>(() => undefined);
  const recovery = createRecovery({
    store,
    clusters: () => kube,
    seals: testSeals,
    lastingKey: false,
    targets: () => Object.keys(releases).map(target),
    queue: { wake: async () => undefined, tell: async () => undefined },
    clock: { ...clock, sleep: () => never },
    log: silentLog,
    slack: { post },
    people: { groupId: () => null },
    redis: fewKeys() as unknown as RecoveryDeps['redis'],
    prefix: '{t}:',
  });
  recovery.start(1000);
  closing.push(() => recovery.close());
}

it('what a person has taken over is told to that person, and not called forsaken', async () => {
  const store = createMemoryStore();
  await store.create(firstEvent('k1', 'web', 'shop'));
  await store.append('r1', 1, [{ type: 'finished', at: 5, outcome: 'handed-over', by: mika, reason: 'no answer' }]);
  const told = Promise.withResolvers<string>();
  await telling(store, { web: 'r1' }, async (_place, { text }) => {
    told.resolve(text);
    return { channel: 'C1', ts: '1.1' };
  });
  const words = await told.promise;
  expect(words).toContain('what release #1 left behind is still there · @mika');
  expect(words).not.toContain('nobody is handling');
  expect(words).toContain('Deployment web');
});

it('what was part of a train that is lost as well says so, and says nothing of one that lives', async () => {
  const words = async (store: RecoveryDeps['store']) => {
    const told = Promise.withResolvers<string>();
    await telling(store, { web: 'r7 of 5' }, async (_place, { text }) => {
      told.resolve(text);
      return { channel: 'C1', ts: '1.1' };
    });
    return told.promise;
  };
  expect(await words(createMemoryStore())).toContain("It was part of train #5, which isn't live either");
  const store = createMemoryStore();
  await store.raiseNumber(4);
  await store.create(firstEvent('k1', 'shop', 'staging'));
  expect(await store.live()).toEqual(['r5']);
  expect(await words(store)).not.toContain('train');
});

it('one orphan that Slack does not take keeps no other from being told', async () => {
  const told = Promise.withResolvers<string>();
  let asked = 0;
  await telling(createMemoryStore(), { web: 'r7', search: 'r8' }, async (_place, _message, mark) => {
    asked += 1;
    if (asked === 1) throw new Error('channel_not_found');
    told.resolve(mark.release);
    return { channel: 'C1', ts: '1.1' };
  });
  expect(['r7', 'r8']).toContain(await told.promise);
});

it('marks that somebody else has made are told in one message, once, and shown as they are written', async () => {
  const { plan, clock } = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 1000 } });
  const target = { ...plan.target, namespace: 'shop' };
  const forged = (name: string, release: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop', labels: { 'sluice.dev/release': release } },
  });
  const kube = createFakeKube({ objects: [forged('one', 'r7'), forged('two', '<!channel>')] });
  const posts: string[] = [];
  const looks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let look = 0;
  const recovery = createRecovery({
    store: createMemoryStore(),
    clusters: () => kube,
    seals: testSeals,
    lastingKey: false,
    targets: () => [target],
    queue: { wake: async () => undefined, tell: async () => undefined },
    clock: {
      ...clock,
      async sleep() {
        looks[look]?.resolve();
        look += 1;
        if (look > 1) await new Promise<never>(() => undefined);
      },
    },
    log: silentLog,
    slack: {
      async post(_place, message) {
        posts.push(JSON.stringify(message));
        return { channel: 'C1', ts: '1.1' };
      },
    },
    people: { groupId: () => null },
    redis: fewKeys() as unknown as RecoveryDeps['redis'],
    prefix: '{t}:',
  });
  recovery.start(1000);
  closing.push(() => recovery.close());
  await Promise.all(looks.map(({ promise }) => promise));
  expect(posts).toHaveLength(1);
  expect(posts[0]).toContain('Service one');
  expect(posts[0]).toContain('&lt;!channel&gt;');
  expect(posts[0]).toContain('SLUICE_UNDO_KEY');
  expect(posts[0]).not.toContain('put_back');
});
