import { expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Queueing, ReleaseStore } from '../../../src/store/release-store.ts';
import { mika } from '../../support/people.ts';
import { approved, finished, firstEvent } from './events.ts';

const queued = {
  type: 'queued',
  at: 2,
  behind: { number: 1, version: '2.4.1' },
  expiresAt: 9000,
} satisfies ReleaseEvent;

function behind(id: string, superseding: number | null = null): Queueing {
  return { behind: id, superseding, queued, superseded: { type: 'superseded', at: 2, by: mika, version: '2.4.2' } };
}

/** What the store does of a place for which somebody waits. */
export function queueSuite(fresh: () => Promise<ReleaseStore>): void {
  const place = ['checkout', 'production'] as const;

  it('keeps one that waits for the end of the live one', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    expect(await store.enqueue(firstEvent('k2'), behind('r1'))).toEqual({
      kind: 'created',
      id: 'r2',
      number: 2,
      replaced: null,
    });
    const loaded = await store.load('r2');
    expect(loaded.kind === 'found' && loaded.events).toEqual([{ ...firstEvent('k2'), id: 'r2', number: 2 }, queued]);
    expect([await store.liveOf(...place), await store.nextOf(...place)]).toEqual(['r1', 'r2']);
    expect((await store.live()).sort()).toEqual(['r1', 'r2']);
    expect(await store.version('r1')).toBe(1);
    expect(await store.takeTurn('r2')).toBe('waits');
    expect(await store.enqueue(firstEvent('k2'), behind('r1'))).toEqual({ kind: 'repeated', id: 'r2' });
  });

  it('hands the place on in the instant in which it ends: no third comes between', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.enqueue(firstEvent('k2'), behind('r1'));
    for (const id of ['r1', 'r2']) await store.settle(id, 2);
    expect(await store.append('r1', 1, [finished])).toEqual({ kind: 'appended', version: 2, next: 'r2' });
    expect(await store.create(firstEvent('k3'))).toEqual({ kind: 'busy', id: 'r2' });
    expect([await store.liveOf(...place), await store.nextOf(...place)]).toEqual(['r2', null]);
    expect(await store.unsettled(0, 10)).toEqual(['r2']);
    expect(await store.takeTurn('r2')).toBe('has');
    expect(await store.takeTurn('r2')).toBe('has');
    expect(await store.append('r2', 2, [finished])).toEqual({ kind: 'appended', version: 3 });
    expect(await store.create(firstEvent('k4'))).toMatchObject({ kind: 'created' });
  });

  it('lets one that waits make way for the next, and tells both logs in that instant', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.enqueue(firstEvent('k2'), behind('r1'));
    for (const id of ['r1', 'r2']) await store.settle(id, 2);
    expect(await store.enqueue(firstEvent('k3'), behind('r1', 1))).toMatchObject({ id: 'r3', replaced: 'r2' });
    for (const id of ['r1', 'r2']) {
      const loaded = await store.load(id);
      const last = loaded.kind === 'found' ? loaded.events.at(-1) : null;
      expect(last).toEqual({ type: 'superseded', at: 2, by: mika, version: '2.4.2', number: 3 });
    }
    expect((await store.unsettled(0, 10)).sort()).toEqual(['r1', 'r2', 'r3']);
    expect(await store.takeTurn('r2')).toBe('lost');
    expect(await store.append('r2', 3, [finished])).toEqual({ kind: 'appended', version: 4 });
    expect([await store.liveOf(...place), await store.nextOf(...place)]).toEqual(['r1', 'r3']);
  });

  it('writes nothing where the place is not as it was seen', async () => {
    const store = await fresh();
    expect(await store.enqueue(firstEvent('k2'), behind('r1'))).toEqual({ kind: 'moved' });
    await store.create(firstEvent('k1'));
    await store.append('r1', 1, [approved(2)]);
    expect(await store.enqueue(firstEvent('k2'), behind('r1', 1))).toEqual({ kind: 'moved' });
    expect(await store.enqueue(firstEvent('k2'), behind('r7'))).toEqual({ kind: 'moved' });
    expect([await store.live(), await store.version('r1'), await store.nextOf(...place)]).toEqual([['r1'], 2, null]);
    expect(await store.enqueue(firstEvent('k2'), behind('r1', 2))).toMatchObject({ kind: 'created', id: 'r2' });
  });

  it('lets one of many that come at once take the place of the live one', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((key) => store.enqueue(firstEvent(key), behind('r1', 1))));
    expect(all.map(({ kind }) => kind).sort()).toEqual(['created', 'moved', 'moved', 'moved']);
    expect(await store.version('r1')).toBe(2);
  });

  it('forgets one that does not wait any more', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.enqueue(firstEvent('k2'), behind('r1'));
    await store.append('r2', 2, [finished]);
    expect([await store.liveOf(...place), await store.nextOf(...place)]).toEqual(['r1', null]);
    expect(await store.append('r1', 1, [finished])).toEqual({ kind: 'appended', version: 2 });
    expect(await store.liveOf(...place)).toBeNull();
  });
}
