import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { badSample, canary, createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import { figures } from '../../support/figures.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';

describe('evidence', () => {
  it('is asked for when none comes, and its absence ends in going back', async () => {
    const world = await createEngineWorld({ strategy: canary, sample: () => 'no-data' });
    const release = await world.run();
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect((await world.events()).filter(({ type }) => type === 'hold.opened')).toHaveLength(1);
  });

  it('that comes late lets the release go on by itself', async () => {
    const world = await createEngineWorld({
      strategy: canary,
      sample: (look, at, share) => (look < 45 ? 'failed' : healthySample(look, at, share)),
    });
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect((await world.events()).filter(({ type }) => type === 'hold.closed')).toMatchObject([
      { answer: 'resolved', by: null },
    ]);
  });
});

const isShared = (verdict: Verdict) => verdict.kind === 'inconclusive' && verdict.why === 'both-over-limit';

describe('an outage that both versions share', () => {
  const outage: typeof badSample = (look, at, share) => ({
    ...badSample(look, at),
    candidate: figures(50 * (share ?? 20), 10 * (share ?? 20)),
    stable: figures(50 * (100 - (share ?? 20)), 10 * (100 - (share ?? 20))),
  });

  it('in mid-canary is not gone through: a person is asked, and without an answer it goes back', async () => {
    const sample = (look: number, at: number, share: number | null) =>
      (look < 4 ? healthySample : outage)(look, at, share);
    const world = await createEngineWorld({ strategy: canary, sample });
    const { phase, percent } = await world.run();
    expect(phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(percent).toBe(0);
    const events = await world.events();
    expect(events.filter(({ type }) => type === 'hold.opened')).toMatchObject([{ code: 'both-over-limit' }]);
    const began = events.findIndex((event) => event.type === 'measured' && isShared(event.verdict));
    expect(events.slice(began).filter(({ type }) => type === 'step.done')).toEqual([]);
  });

  it('goes back at once where the candidate is the worse of the two beyond doubt', async () => {
    const worse: typeof badSample = (lastMeasurement, at) => ({
      ...outage(lastMeasurement, at),
      candidate: figures(100, 60),
    });
    const world = await createEngineWorld({ strategy: canary, sample: worse });
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
  });
});

describe('times in the log', () => {
  it('never go back, though another process wrote by a clock that is ahead', async () => {
    const world = await createEngineWorld({ strategy: canary });
    for (let count = 0; count < 5; count += 1) await world.turn();
    const ahead = world.clock.now() + 900;
    await world.store.append('r1', (await world.events()).length, [{ type: 'resumed', at: ahead, by: mika }]);
    await world.run();
    const times = (await world.events()).map(({ at }) => at);
    expect(times).toContain(ahead);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('a stale worker', () => {
  it('writes nothing once another has taken the release up', async () => {
    const world = await createEngineWorld({ strategy: canary });
    for (let count = 0; count < 12; count += 1) await world.turn();
    // The cluster call in which this worker is frozen lets another one take over and finish.
    let frozen = false;
    world.kube.fail({
      verb: 'get',
      before: async () => {
        if (frozen) return;
        frozen = true;
        await world.run();
      },
    });
    while (!frozen) await world.turn();
    const after = visible(world.kube);
    const events = (await world.events()).length;
    await world.turn();
    expect(visible(world.kube)).toEqual(after);
    expect((await world.events()).length).toBe(events);
    expect((await world.release()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });
});

describe('a rollback that finds stable too small', () => {
  it('gives back only what stable can carry while stable grows', async () => {
    const world = await createEngineWorld({ strategy: canary });
    while ((await world.release()).percent < 100) await world.turn();
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
    await patchObject(world.kube, ref, { spec: { replicas: 1 } });
    const { version } = await world.release();
    world.kube.journal.length = 0;
    await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
    await world.run();
    const weights = world.kube.journal
      .filter(({ ref: { kind } }) => kind === 'VirtualService')
      .map(({ body }) => JSON.stringify(body).match(/candidate[^}]*}[^}]*"weight":(\d+)/)?.[1] ?? '0')
      .map(Number);
    expect(weights[0]).toBe(75);
    expect(weights.at(-1)).toBe(0);
  });
});

describe('a release that goes back beside many others', () => {
  it('lets them go first once its own users are safe, and not before', async () => {
    const world = await createEngineWorld({
      strategy: canary,
      sample: (look, at, share) => (look < 4 ? healthySample : badSample)(look, at, share),
    });
    const waits: ReleaseEvent['type'][] = [];
    world.deps.whenIdle = async () => void waits.push((await world.events()).at(-1)?.type ?? 'requested');
    const { phase } = await world.run();
    expect(phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(waits.length).toBeGreaterThan(0);
    // The news before each wait is that a step of the way back is done: the first step was waited for by none.
    expect(new Set(waits)).toEqual(new Set(['undo.done']));
  });
});
