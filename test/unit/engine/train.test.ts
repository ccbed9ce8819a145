import { describe, expect, it, vi } from 'vitest';
import { StaleWriter } from '../../../src/platform/kube/fence.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeChildren } from '../../support/fake-children.ts';
import { mika } from '../../support/people.ts';

const strategy = { kind: 'rolling', bakeMs: 1000 };
const stages = ['staging', 'production'];
const failed = { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back: Errors were 2 %' } as const;

async function world(children = fakeChildren(), train: { soakMs?: number; onFailure?: 'stop' | 'rollback' } = {}) {
  const made = await createEngineWorld({ strategy, router: 'replicas', train: { stages, ...train }, children });
  return { ...made, children };
}

describe('a train', () => {
  it('releases to one environment after the other, with a soak between, and changes nothing of its own', async () => {
    const { run, children, kube, clock, release } = await world();
    const before = kube.all();
    const began = clock.now();
    const over = await run();
    expect(over.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(children.asked).toEqual(['staging', 'production']);
    expect(clock.now() - began).toBeGreaterThanOrEqual(15 * 60_000);
    expect((await release()).children).toMatchObject([{ environment: 'staging' }, { environment: 'production' }]);
    expect(kube.all()).toEqual(before);
  });

  it('writes the end of a release and of its step at once', async () => {
    const staging = [{ state: 'running' }, { state: 'ended', outcome: 'succeeded' }] as const;
    const { run, store } = await world(fakeChildren({ staging }));
    const append = vi.spyOn(store, 'append');
    await run();
    const written = append.mock.calls.map(([, , events]) => events.map(({ type }) => type));
    expect(written.filter((types) => types.includes('child.changed'))).toEqual([
      ['child.changed'],
      ['child.changed', 'step.done'],
      ['child.changed', 'step.done'],
    ]);
  });

  it('stops where a release fails, and those before it keep the version', async () => {
    const { run, children } = await world(fakeChildren({ production: [{ state: 'waiting' }, failed] }));
    const over = await run();
    expect(over.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(children.asked).toEqual(['staging', 'production']);
    expect(children.aborted).toEqual([]);
  });

  it('takes those before it back where the catalogue says so', async () => {
    const { run, children } = await world(fakeChildren({ production: [failed] }), { onFailure: 'rollback' });
    const over = await run();
    expect(over.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(children.asked).toEqual(['staging', 'production', 'staging back']);
  });

  it('never asks for what comes after a failure', async () => {
    const { run, children } = await world(fakeChildren({ staging: [{ state: 'running' }, failed] }));
    await run();
    expect(children.asked).toEqual(['staging']);
  });

  it('stops what is under way where a person stops it, once', async () => {
    const { run, turn, release, store, clock, children } = await world(
      fakeChildren({ staging: Array.from({ length: 50 }, () => ({ state: 'running' as const })) }),
    );
    while (!(await release()).children) await turn();
    const at = clock.now();
    const { version } = await release();
    await store.append('r1', version, [{ type: 'abort.asked', at, by: mika, reason: null }]);
    const over = await run();
    expect(over.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'aborted' } });
    expect(children.aborted).toEqual(['r100']);
    expect(children.asked).toEqual(['staging']);
  });

  it('goes no further where somebody takes the version out while it soaks', async () => {
    const { run, turn, release, children } = await world();
    while ((await release()).done.length === 0) await turn();
    children.other = 'staging runs 2.4.0 by now, and not 2.4.1';
    const over = await run();
    expect(over.phase).toMatchObject({ outcome: 'rolled-back', reason: 'staging runs 2.4.0 by now, and not 2.4.1' });
    expect(children.asked).toEqual(['staging']);
  });

  it('does not go on after its soak while nobody can tell that the version is well, and says why', async () => {
    const { turn, release, children, clock, events, run } = await world();
    while ((await release()).done.length === 0) await turn();
    const began = clock.now();
    children.unsure = 'Deployment checkout in staging has 1 of 4 pods ready';
    while (clock.now() < began + 20 * 60_000) await turn();
    expect(children.asked).toEqual(['staging']);
    expect((await events()).at(-1)).toMatchObject({ type: 'step.retrying', error: children.unsure });
    children.unsure = null;
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('goes no further where it never gets well', async () => {
    const { run, turn, release, children } = await world();
    while ((await release()).done.length === 0) await turn();
    children.unsure = 'Deployment checkout in staging has 1 of 4 pods ready';
    const cause = { code: 'deadline', detail: children.unsure };
    expect((await run()).phase).toMatchObject({ outcome: 'rolled-back', cause });
    expect(children.asked).toEqual(['staging']);
  });

  it('goes on without being sure where a person says so', async () => {
    const { run, turn, release, store, clock, children } = await world();
    while ((await release()).step?.index !== 1) await turn();
    children.unsure = "can't tell how checkout is in staging";
    const at = clock.now();
    await store.append('r1', (await release()).version, [{ type: 'promoted', at, by: mika, reason: null }]);
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('lets no time pass once a person has promoted it', async () => {
    const { run, turn, release, store, clock } = await world();
    while ((await release()).step?.index !== 1) await turn();
    const at = clock.now();
    await store.append('r1', (await release()).version, [{ type: 'promoted', at, by: mika, reason: null }]);
    const over = await run();
    expect(over.phase).toMatchObject({ outcome: 'succeeded' });
    expect(clock.now() - at).toBeLessThan(60_000);
  });

  it('pauses while it soaks, and asks a person when that takes too long', async () => {
    const { turn, release, store, clock } = await world();
    while ((await release()).step?.index !== 1) await turn();
    const at = clock.now();
    await store.append('r1', (await release()).version, [{ type: 'paused', at, by: mika, reason: null }]);
    while (!(await release()).hold) await turn();
    expect(await release()).toMatchObject({ hold: { code: 'pause-expired' }, phase: { kind: 'running' } });
  });

  it('waits for a place in which another release is under way', async () => {
    const children = fakeChildren();
    const { ask } = children;
    let busy = 3;
    children.ask = async (wanted, askedAt) => {
      busy -= 1;
      return busy > 0 ? { kind: 'later', detail: 'checkout is being released to staging' } : ask(wanted, askedAt);
    };
    const { run, events } = await world(children);
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
    const waits = (await events()).filter(({ type }) => type === 'step.retrying');
    expect(waits).toMatchObject([{ error: 'checkout is being released to staging' }]);
  });

  it('passes by a place that has the version by then', async () => {
    const children = fakeChildren();
    children.ask = async () => ({ kind: 'needless' });
    const { run } = await world(children);
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('is left to the worker that has it by now', async () => {
    const children = fakeChildren();
    const { ask } = children;
    let stale = true;
    children.ask = async (wanted, askedAt) => {
      if (stale) {
        stale = false;
        throw new StaleWriter('another worker goes on with train r1');
      }
      return ask(wanted, askedAt);
    };
    const { run } = await world(children);
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(children.asked).toEqual(['staging', 'production']);
  });
});
