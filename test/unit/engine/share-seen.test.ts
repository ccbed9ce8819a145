import { describe, expect, it } from 'vitest';
import { badSample, canary, createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import { figures } from '../../support/figures.ts';

const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout-candidate' };

/** Bad from the third look on, and from then on `stray` requests in a look whatever the routes say. */
const straying = (stray: number, state: { over: boolean }) => (look: number, at: number, share: number | null) => {
  const sample = (look > 2 ? badSample : healthySample)(look, at, share);
  return share === 0 && look > 2 && !state.over ? { ...sample, candidate: figures(stray, 0) } : sample;
};

describe('a share that was written and does not flow', () => {
  it.each([
    ['nothing of 25 %', 25, 0, 'None of'],
    ['a tenth of 25 %', 25, 2.5, 'instead of 25 %'],
    ['everything at 1 %', 1, 100, 'instead of 1 %'],
    ['90 % at 100 %', 100, 90, '2.4.0 still gets 10 % of the requests'],
  ])('asks a person, who is told the figures: %s', async (_what, at, flows, words) => {
    const world = await createEngineWorld({
      strategy: canary,
      sample: (look, now, share) => healthySample(look, now, share === at ? flows : share),
    });
    for (let turn = 0; turn < 300 && (await world.release()).hold === null; turn += 1) await world.turn();
    const { hold, percent } = await world.release();
    expect(hold).toMatchObject({ code: 'other-share', detail: expect.stringContaining(words) });
    expect(percent).toBe(at);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
  });

  it('is asked about no longer once proxies have caught up, and what was before counts no more', async () => {
    const late = { since: 0 };
    const world = await createEngineWorld({
      strategy: canary,
      sample: (look, now, share) => {
        if (share === 25 && late.since === 0) late.since = now;
        return healthySample(look, now, share === 25 && now < late.since + 20_000 ? 1 : share);
      },
    });
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    const holds = (await world.events()).filter(({ type }) => type.startsWith('hold.'));
    expect(holds).toMatchObject([
      { type: 'hold.opened', code: 'other-share' },
      { type: 'hold.closed', by: null, answer: 'resolved' },
    ]);
  });

  it('is nothing to ask about where the share is that of the pods', async () => {
    const world = await createEngineWorld({ strategy: canary, router: 'replicas' });
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });
});

describe('where the catalogue turns the comparison off', () => {
  it('nobody is asked, and nothing is waited for on the way back', async () => {
    const analysis = { verifyShare: false };
    const elsewhere = await createEngineWorld({
      strategy: canary,
      analysis,
      sample: (look, now, share) => healthySample(look, now, share && 0.1),
    });
    expect((await elsewhere.run()).phase).toMatchObject({ outcome: 'succeeded' });
    const back = await createEngineWorld({ strategy: canary, analysis, sample: straying(600, { over: false }) });
    expect((await back.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect((await back.events()).filter(({ type }) => type === 'undo.retrying')).toEqual([]);
  });
});

describe('a version that is taken back and still gets requests', () => {
  it('keeps its pods until none reach it, and that is said', async () => {
    const state = { over: false };
    const world = await createEngineWorld({ strategy: canary, sample: straying(600, state) });
    const before = visible(world.kube);
    const stuck = () => world.release().then(({ phase }) => (phase.kind === 'rolling-back' ? phase.error : null));
    for (let turn = 0; turn < 100 && (await stuck()) === null; turn += 1) await world.turn();
    expect(await stuck()).toContain('2.4.1 still gets 2.9 % of the requests (600 of 20,600)');
    expect(await world.kube.get(candidate)).not.toBeNull();
    state.over = true;
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(visible(world.kube)).toEqual(before);
  });

  it('loses them in the end all the same', async () => {
    const world = await createEngineWorld({ strategy: canary, sample: straying(600, { over: false }) });
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(await world.kube.get(candidate)).toBeNull();
  });

  it('is not kept for its probes', async () => {
    const world = await createEngineWorld({ strategy: canary, sample: straying(4, { over: false }) });
    await world.run();
    expect((await world.events()).filter(({ type }) => type === 'undo.retrying')).toEqual([]);
  });
});
