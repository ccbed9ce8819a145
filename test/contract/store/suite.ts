import { describe, expect, it } from 'vitest';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { mika } from '../../support/people.ts';
import { approved, finished, firstEvent } from './events.ts';
import { queueSuite } from './queue.ts';
import { workerSuite } from './workers.ts';

/** What every release store must do. `fresh` gives an empty one. */
export function storeSuite(name: string, fresh: () => Promise<ReleaseStore>): void {
  describe(`release store: ${name}`, () => {
    it('gives a new release its number and its log', async () => {
      const store = await fresh();
      const made = await store.create(firstEvent('k1'));
      expect(made).toEqual({ kind: 'created', id: 'r1', number: 1 });
      const loaded = await store.load('r1');
      expect(loaded.kind === 'found' && loaded.events).toEqual([{ ...firstEvent('k1'), id: 'r1', number: 1 }]);
      expect(await store.live()).toEqual(['r1']);
      expect(await store.idOfNumber(1)).toBe('r1');
      expect(await store.idOfNumber(2)).toBeNull();
    });

    it('has one live release per service and environment', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      expect(await store.create(firstEvent('k2'))).toEqual({ kind: 'busy', id: 'r1' });
      expect(await store.create(firstEvent('k3', 'checkout', 'staging'))).toMatchObject({ kind: 'created' });
      expect(await store.create(firstEvent('k4', 'search'))).toMatchObject({ kind: 'created' });
    });

    it('makes one release of an ask that is delivered twice, also after it has ended', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      expect(await store.create(firstEvent('k1'))).toEqual({ kind: 'repeated', id: 'r1' });
      await store.append('r1', 1, [finished]);
      expect(await store.create(firstEvent('k1'))).toEqual({ kind: 'repeated', id: 'r1' });
    });

    it('makes a release for a train only for the worker that has it, and while that is live', async () => {
      const store = await fresh();
      const train = firstEvent('k1');
      const asked = { ...train, request: { ...train.request, train: { kind: 'environments' as const } } };
      await store.create(asked);
      const claimed = await store.claim('r1', null);
      const fencingToken = claimed.kind === 'found' ? claimed.fencingToken : 0;
      const inStaging = firstEvent('k2', 'checkout', 'staging');
      expect(await store.createFor({ id: 'r1', fencingToken }, inStaging)).toMatchObject({ kind: 'created', id: 'r2' });
      expect(await store.createFor({ id: 'r1', fencingToken }, inStaging)).toEqual({ kind: 'repeated', id: 'r2' });
      await store.claim('r1', null);
      const later = firstEvent('k3');
      expect(await store.createFor({ id: 'r1', fencingToken }, later)).toEqual({ kind: 'stale' });
      await store.append('r1', 1, [finished]);
      expect(await store.createFor({ id: 'r1', fencingToken: fencingToken + 1 }, later)).toEqual({ kind: 'stale' });
      expect(await store.live()).toEqual(['r2']);
    });

    it('keeps a train apart from the releases of the environment in which it ends', async () => {
      const store = await fresh();
      const first = firstEvent('k1');
      const train = { ...first, request: { ...first.request, train: { kind: 'environments' as const } } };
      expect(await store.create(train)).toMatchObject({ kind: 'created', id: 'r1' });
      expect(await store.create(firstEvent('k2'))).toMatchObject({ kind: 'created', id: 'r2' });
      const other = { ...train, request: { ...train.request, key: 'k3' } };
      expect(await store.create(other)).toEqual({ kind: 'busy', id: 'r1' });
      expect(await store.history({ service: 'checkout', environment: 'production', limit: 9 })).toEqual(['r2']);
      expect(await store.history({ service: 'checkout', limit: 9 })).toHaveLength(2);
      expect(await store.liveOf('checkout', 'production')).toBe('r2');
    });

    it('lets one of two writers win', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      const results = await Promise.all([1, 2, 3, 4].map((at) => store.append('r1', 1, [approved(at)])));
      expect(results.filter(({ kind }) => kind === 'appended')).toEqual([{ kind: 'appended', version: 2 }]);
      expect(await store.version('r1')).toBe(2);
    });

    it('appends several events whole or not at all', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      expect(await store.append('r1', 1, [approved(2), approved(3)])).toEqual({ kind: 'appended', version: 3 });
      expect(await store.append('r1', 2, [approved(4), approved(5)])).toEqual({ kind: 'conflict' });
      expect(await store.version('r1')).toBe(3);
    });

    it('lets a release that was handed over be put back under its number, and no other', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      await store.create(firstEvent('k2', 'search'));
      await store.append('r1', 1, [{ ...finished, outcome: 'handed-over', by: mika }]);
      await store.append('r2', 1, [finished]);
      expect(await store.adopt(2, firstEvent('k3', 'search'))).toEqual({ kind: 'busy', id: 'r2' });
      expect(await store.adopt(1, firstEvent('k4'))).toEqual({ kind: 'created', id: 'r1', number: 1 });
      expect(await store.load('r1')).toMatchObject({ kind: 'found', events: [{ type: 'requested' }] });
      expect(await store.live()).toEqual(['r1']);
    });

    it('frees service and environment in the instant in which the release ends', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      expect(await store.liveOf('checkout', 'production')).toBe('r1');
      await store.append('r1', 1, [finished]);
      expect(await store.liveOf('checkout', 'production')).toBeNull();
      expect(await store.live()).toEqual([]);
      expect(await store.create(firstEvent('k2'))).toMatchObject({ kind: 'created', id: 'r2' });
    });

    it('does not free what a later release holds when an ended one is appended to', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      await store.append('r1', 1, [finished]);
      await store.create(firstEvent('k2'));
      await store.append('r1', 2, [finished]);
      expect(await store.liveOf('checkout', 'production')).toBe('r2');
    });

    it('locks a database for one live release, for as long as that lives', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      await store.create(firstEvent('k2', 'search'));
      expect(await store.tryDatabase('orders')).toEqual({ kind: 'free' });
      expect(await store.lockDatabase('r1', 'orders', 'checkout in production')).toEqual({ kind: 'locked' });
      expect(await store.lockDatabase('r1', 'orders', 'checkout in production')).toEqual({ kind: 'locked' });
      expect(await store.lockDatabase('r2', 'orders', 'search in staging')).toEqual({
        kind: 'busy',
        id: 'r1',
        of: 'checkout in production',
        since: expect.closeTo(Date.now(), -5),
      });
      expect(await store.lockDatabase('r2', 'found', 'search in staging')).toEqual({ kind: 'locked' });
      expect(await store.tryDatabase('orders')).toMatchObject({ kind: 'busy', id: 'r1', of: 'checkout in production' });
      await store.freeDatabase('r2', 'orders');
      expect(await store.tryDatabase('orders')).toMatchObject({ kind: 'busy', id: 'r1', of: 'checkout in production' });
      await store.freeDatabase('r2', 'found');
      expect(await store.tryDatabase('found')).toEqual({ kind: 'free' });
      await store.append('r1', 1, [finished]);
      expect(await store.tryDatabase('orders')).toEqual({ kind: 'free' });
      expect(await store.lockDatabase('r1', 'orders', 'checkout in production')).toEqual({ kind: 'over' });
      expect(await store.lockDatabase('r2', 'orders', 'search in staging')).toEqual({ kind: 'locked' });
    });

    it('lists history with the newest first, by service and environment', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1', 'checkout', 'staging', 1));
      await store.create(firstEvent('k2', 'search', 'staging', 2));
      await store.create(firstEvent('k3', 'checkout', 'production', 3));
      expect(await store.history({ limit: 10 })).toEqual(['r3', 'r2', 'r1']);
      expect(await store.history({ service: 'checkout', limit: 10 })).toEqual(['r3', 'r1']);
      expect(await store.history({ service: 'checkout', environment: 'staging', limit: 10 })).toEqual(['r1']);
      expect(await store.history({ limit: 1 })).toEqual(['r3']);
    });

    it('gives no number again that was seen elsewhere', async () => {
      const store = await fresh();
      await store.raiseNumber(41);
      await store.raiseNumber(7);
      expect(await store.create(firstEvent('k1'))).toEqual({ kind: 'created', id: 'r42', number: 42 });
    });

    it('takes a release up again under the number that it had', async () => {
      const store = await fresh();
      expect(await store.adopt(41, firstEvent('k1'))).toEqual({ kind: 'created', id: 'r41', number: 41 });
      expect(await store.adopt(41, firstEvent('k2', 'search'))).toEqual({ kind: 'busy', id: 'r41' });
      expect(await store.adopt(42, firstEvent('k3'))).toEqual({ kind: 'busy', id: 'r41' });
      expect(await store.create(firstEvent('k4', 'web'))).toMatchObject({ kind: 'created', id: 'r42' });
      expect(await store.adopt(7, firstEvent('k1', 'old'))).toMatchObject({ kind: 'created', id: 'r7' });
      expect(await store.create(firstEvent('k5', 'api'))).toMatchObject({ kind: 'created', id: 'r43' });
    });

    it('counts the live ones and gives them slice by slice', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      await store.create(firstEvent('k2', 'search'));
      expect(await store.liveCount()).toBe(2);
      const { cursor, ids } = await store.liveSlice('0', 10);
      expect([cursor, ids.sort()]).toEqual(['0', ['r1', 'r2']]);
    });

    it('says that there is no such release', async () => {
      const store = await fresh();
      expect(await store.load('r9')).toEqual({ kind: 'missing' });
      expect(await store.version('r9')).toBe(0);
    });

    workerSuite(fresh);
    queueSuite(fresh);
  });
}
