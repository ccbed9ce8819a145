import { expect, it } from 'vitest';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { approved, finished, firstEvent, measured } from './events.ts';

/** What a release store keeps for its workers: turns, looks, epochs, and what is still to be done or told. */
export function workerSuite(fresh: () => Promise<ReleaseStore>): void {
  it('remembers what is untold until exactly that version is told', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    expect(await store.untold()).toEqual(['r1']);
    await store.append('r1', 1, [approved(2)]);
    await store.markNotified('r1', 1);
    expect(await store.untold()).toEqual(['r1']);
    await store.markNotified('r1', 2);
    expect(await store.untold()).toEqual([]);
  });

  it('gives a worker all that a turn needs, and counts who took the release up', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.append('r1', 1, [approved(2)]);
    const first = await store.claim('r1', null);
    expect(first).toMatchObject({
      kind: 'found',
      fencingToken: 1,
      lastMeasurement: { checkpoint: null, latest: null },
      after: 0,
    });
    if (first.kind !== 'found') return;
    expect(first.events.map(({ type }) => type)).toEqual(['requested', 'approved']);
    await store.append('r1', 2, [approved(3)]);
    const second = await store.claim('r1', first.known);
    expect(second).toMatchObject({ kind: 'found', fencingToken: 2, after: 2, events: [approved(3)] });
    const other = await store.claim('r1', { version: 2, last: 'another text' });
    expect(other).toMatchObject({ kind: 'found', after: 0, events: [{ type: 'requested' }, {}, {}] });
  });

  it('lets only the last worker append and leave its look', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.claim('r1', null);
    await store.claim('r1', null);
    const lastMeasurement = { checkpoint: { at: 3, pods: { a: [1, 2] } }, latest: measured(3) };
    expect(await store.append('r1', 1, [approved(2)], { fencingToken: 1, lastMeasurement })).toEqual({
      kind: 'conflict',
    });
    expect(await store.setLastMeasurement('r1', { fencingToken: 1, lastMeasurement })).toBe(false);
    expect(await store.setLastMeasurement('r1', { fencingToken: 2, lastMeasurement })).toBe(true);
    expect(await store.load('r1')).toMatchObject({ kind: 'found', latest: measured(3) });
    expect(await store.claim('r1', null)).toMatchObject({ fencingToken: 3, lastMeasurement });
    const none = { checkpoint: null, latest: null };
    expect(await store.append('r1', 1, [approved(2)], { fencingToken: 3, lastMeasurement: none })).toMatchObject({
      kind: 'appended',
    });
    expect(await store.load('r1')).toMatchObject({ kind: 'found', latest: null });
  });

  it('knows the epoch of a live release, and lets it only grow', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    expect([await store.fencingToken('r1'), await store.fencingToken('r9')]).toEqual([0, null]);
    await store.raiseFencingToken('r1', 7);
    await store.raiseFencingToken('r1', 3);
    expect(await store.claim('r1', null)).toMatchObject({ fencingToken: 8 });
    expect(await store.fencingToken('r1')).toBe(8);
    await store.append('r1', 1, [finished]);
    expect(await store.fencingToken('r1')).toBeNull();
  });

  it('keeps what no worker has settled, and only that', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.create(firstEvent('k2', 'search'));
    expect(await store.unsettled(0, 10)).toEqual(['r1', 'r2']);
    expect(await store.unsettled(0, 1)).toEqual(['r1']);
    expect(await store.unsettled(60_000, 10)).toEqual([]);
    expect(await store.settle('r1', 1)).toBe(false);
    expect(await store.unsettled(0, 10)).toEqual(['r2']);
    await store.append('r1', 1, [approved(2)]);
    expect(await store.settle('r1', 1)).toBe(true);
    // In which order is not said of what came within one millisecond.
    expect((await store.unsettled(0, 10)).toSorted()).toEqual(['r1', 'r2']);
    await store.append('r1', 2, [finished]);
    expect(await store.unsettled(0, 10)).toEqual(['r2']);
  });

  it('takes figures alone for no news', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.markNotified('r1', 1);
    await store.append('r1', 1, [measured(2)]);
    expect([await store.untold(), await store.untoldForMs()]).toEqual([[], 0]);
    await store.append('r1', 2, [approved(3)]);
    expect(await store.untold(60_000, 10)).toEqual([]);
    expect(await store.untold(0, 10)).toEqual(['r1']);
  });
}
