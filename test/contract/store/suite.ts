import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { FirstEvent, ReleaseStore } from '../../../src/store/release-store.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { aoi, mika } from '../../support/release-story.ts';

export function firstEvent(key: string, service = 'checkout', environment = 'production', at = 1000): FirstEvent {
  const plan = examplePlan();
  const request = {
    by: aoi,
    service,
    version: '2.4.1',
    environment,
    strategy: null,
    reason: null,
    key,
    channel: null,
    backwards: false,
  };
  return { type: 'requested', at, request, plan, digest: 'd', gates: [] };
}

const approved = (at: number): ReleaseEvent => ({ type: 'approved', at, by: mika, digest: 'd' });
const finished: ReleaseEvent = { type: 'finished', at: 5, outcome: 'succeeded', by: null, reason: null };

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

    it('remembers what is untold until exactly that version is told', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      expect(await store.untold()).toEqual(['r1']);
      await store.append('r1', 1, [approved(2)]);
      await store.markTold('r1', 1);
      expect(await store.untold()).toEqual(['r1']);
      await store.markTold('r1', 2);
      expect(await store.untold()).toEqual([]);
    });

    it('counts who took a release up, and keeps a memo until the end', async () => {
      const store = await fresh();
      await store.create(firstEvent('k1'));
      expect([await store.takeUp('r1'), await store.takeUp('r1')]).toEqual([1, 2]);
      await store.setMemo('r1', { at: 3, pods: { a: [1, 2] } });
      expect(await store.memo('r1')).toEqual({ at: 3, pods: { a: [1, 2] } });
      await store.append('r1', 1, [finished]);
      expect(await store.memo('r1')).toBeNull();
    });

    it('says that there is no such release', async () => {
      const store = await fresh();
      expect(await store.load('r9')).toEqual({ kind: 'missing' });
      expect(await store.version('r9')).toBe(0);
    });
  });
}
