import { afterEach, expect, it } from 'vitest';
import { type RecoveryDeps, startRecovery } from '../../../jobs/recovery.ts';
import type { Target } from '../../../src/domain/target.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { createFakeKube } from '../../support/fake-kube.ts';

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

const left = (name: string, release: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop', annotations: { 'sluice.dev/fence': `${release}/3` } },
});

it('one orphan that Slack does not take keeps no other from being told', async () => {
  const { plan, clock } = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 1000 } });
  const target = (name: string): Target => ({
    ...plan.target,
    namespace: 'shop',
    service: name,
    workload: { ...plan.target.workload, name },
  });
  const kube = createFakeKube({ objects: [left('web', 'r7'), left('search', 'r8')] });
  const told = Promise.withResolvers<string>();
  let asked = 0;
  const post: RecoveryDeps['slack']['post'] = async (_place, _message, mark) => {
    asked += 1;
    if (asked === 1) throw new Error('channel_not_found');
    told.resolve(mark.release);
    return { channel: 'C1', ts: '1.1' };
  };
  const never = new Promise<never>(() => undefined);
  const recovery = startRecovery(
    {
      store: createMemoryStore(),
      clusters: () => kube,
      targets: () => [target('web'), target('search')],
      queue: { wake: async () => undefined, tell: async () => undefined },
      clock: { ...clock, sleep: () => never },
      log: silentLog,
      slack: { post },
      people: { groupId: () => null },
      redis: fewKeys() as unknown as RecoveryDeps['redis'],
      prefix: '{t}:',
    },
    { everyMs: 1000 },
  );
  closing.push(() => recovery.close());
  expect(['r7', 'r8']).toContain(await told.promise);
});
