import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeChildren } from '../../support/fake-children.ts';
import { mika } from '../../support/people.ts';

const services = ['search', 'mail', 'web'];
const failed = { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back: Errors were 2 %' } as const;
const running = Array.from({ length: 50 }, () => ({ state: 'running' as const }));

async function world(children = fakeChildren(), back?: true) {
  const strategy = { kind: 'rolling', bakeMs: 1000 };
  const set = { services, ...(back ? { back } : {}) };
  const made = await createEngineWorld({ strategy, router: 'replicas', set, children });
  const says = async (event: Pick<Extract<ReleaseEvent, { type: 'paused' | 'promoted' }>, 'type'>) => {
    const { version } = await made.release();
    await made.store.append('r1', version, [{ ...event, at: made.clock.now(), by: mika, reason: null }]);
  };
  return { ...made, children, says };
}

describe('a set', () => {
  it('releases one service after the other, and changes nothing of its own', async () => {
    const { run, children, kube, release } = await world();
    const before = kube.all();
    const over = await run();
    expect(over.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(children.asked).toEqual(services);
    expect((await release()).children?.map(({ service }) => service)).toEqual(services);
    expect(kube.all()).toEqual(before);
  });

  it('takes those before back where one fails, the newest first, and begins nothing more', async () => {
    const { run, children } = await world(fakeChildren({ web: [{ state: 'running' }, failed] }));
    const over = await run();
    expect(over.phase).toMatchObject({ outcome: 'rolled-back', reason: 'web (#102) was rolled back: Errors were 2 %' });
    expect(children.asked).toEqual([...services, 'mail back', 'search back']);
  });

  it('takes back what is under way and what has come in where a person stops it', async () => {
    const { run, turn, release, store, clock, children } = await world(fakeChildren({ mail: running }));
    while ((await release()).children?.length !== 2) await turn();
    const { version } = await release();
    await store.append('r1', version, [{ type: 'abort.asked', at: clock.now(), by: mika, reason: null }]);
    const over = await run();
    expect(over.phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'aborted' } });
    expect(children.aborted).toEqual(['r101']);
    expect(children.asked).toEqual(['search', 'mail', 'search back']);
  });

  it('that goes back does so to the end, or stops where one of its releases fails', async () => {
    const back = await world(fakeChildren(), true);
    expect((await back.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(back.children.asked).toEqual(['search back', 'mail back', 'web back']);
    const stops = await world(fakeChildren({ 'mail back': [failed] }), true);
    expect((await stops.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(stops.children.asked).toEqual(['search back', 'mail back']);
  });

  it('that goes back passes by a service that somebody has released since', async () => {
    const children = fakeChildren();
    const { ask } = children;
    children.ask = async (wanted, at) =>
      wanted.service === 'mail' ? { kind: 'left', detail: 'somebody has released there since' } : ask(wanted, at);
    const { run, events } = await world(children, true);
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
    const notes = (await events()).flatMap((event) => (event.type === 'step.done' ? [event.note] : []));
    expect(notes).toEqual(['#100', 'left alone, as somebody has released there since', '#101']);
  });

  it('can be promoted once for each of its releases', async () => {
    const over = { state: 'ended', outcome: 'succeeded' } as const;
    const { turn, release, says } = await world(fakeChildren({ search: [...running.slice(0, 3), over] }));
    while (!(await release()).children) await turn();
    await says({ type: 'promoted' });
    expect((await release()).promoted).not.toBeNull();
    while ((await release()).done.length === 0) await turn();
    expect((await release()).promoted).toBeNull();
  });

  it('begins no release while it is paused, and asks a person when that takes too long', async () => {
    const children = fakeChildren();
    const { ask } = children;
    let isBusy = true;
    children.ask = async (wanted, at) =>
      isBusy ? { kind: 'later', detail: 'search is being released' } : ask(wanted, at);
    const { turn, release, says } = await world(children);
    while (!(await release()).step?.error) await turn();
    await says({ type: 'paused' });
    isBusy = false;
    await turn();
    expect(children.asked).toEqual([]);
    while (!(await release()).hold) await turn();
    expect(await release()).toMatchObject({ hold: { code: 'pause-expired' } });
    expect(children.asked).toEqual([]);
  });
});
