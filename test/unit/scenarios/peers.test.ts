import { describe, expect, it } from 'vitest';
import { watches } from '../../../src/actions/facets.ts';
import { cannotPull } from '../../support/cannot-pull.ts';
import { namespace } from '../../support/engine-objects.ts';
import { everyStrategy, type Played } from '../../support/every-strategy.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';
import { type Playing, play } from '../../support/playing.ts';
import { endsAs } from './ends.ts';

/**
 * The scenarios of the peers' own end-to-end tests, by their names there, with the end that is right here. Those that go
 * over several releases (good to bad to good, abort and retry, the rollback window) are stories: see `test/story/peers.test.ts`.
 */
const strategy = (name: string, more: Partial<Played> = {}): Played => {
  const found = everyStrategy.find((each) => each.name === name);
  if (!found) throw new Error(`no strategy ${name}`);
  return { ...found, ...more };
};

const canary = strategy('canary by a router');
const blueGreen = strategy('blue-green by the Service');
const smoked = strategy('blue-green by the Service', {
  strategy: {
    kind: 'blue-green',
    smoke: [{ path: '/token', status: 200, contains: 'token' }],
    soakMs: 4000,
    keepMs: 60_000,
  },
});

const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout-candidate' };
const stable = { ...candidate, name: 'checkout' };

/** What the users' Service led to, write by write. */
function switches({ kube }: Playing['world']): string[] {
  return kube.journal
    .filter(({ ref, verb }) => ref.kind === 'Service' && ref.name === 'checkout' && verb === 'replace')
    .map(({ body }) => (JSON.stringify(body).includes('"sluice.dev/track":"candidate"') ? 'candidate' : 'stable'))
    .filter((to, index, all) => to !== all[index - 1]);
}

/** Up to the watch of this number. */
async function reachWatch(playing: Playing, number: number): Promise<void> {
  const found = playing.world.plan.steps.flatMap(({ action }, index) => (watches(action) ? [index] : []));
  await playing.reach(found[number] ?? Number.NaN);
}

describe('as Argo Rollouts plays it', () => {
  it('TestBlueGreenPrePromotionFail: a version that fails its smoke test gets nothing', async () => {
    const playing = await play(smoked);
    playing.world.kube.onPodGet(() => ({ status: 200, headers: {}, body: 'no such thing' }));
    await endsAs(playing, smoked, 'rolled-back', 'smoke');
    expect(switches(playing.world)).toEqual(['stable']);
  });

  it('TestBlueGreenPostPromotionFail: one that turns bad after the switch has lost it at once', async () => {
    const playing = await play(blueGreen);
    await reachWatch(playing, 0);
    playing.version.bad = true;
    const from = playing.world.clock.now();
    await endsAs(playing, blueGreen, 'rolled-back', 'soak');
    expect(switches(playing.world)).toEqual(['stable', 'candidate', 'stable']);
    expect(playing.world.clock.now() - from).toBeLessThan(10_000);
  });

  it('TestBlueGreenPromoteFull: promoted before its switch, it comes in without waiting for its time', async () => {
    const playing = await play(smoked);
    playing.world.kube.onPodGet(() => ({ status: 200, headers: {}, body: '{"token":1}' }));
    const from = playing.world.clock.now();
    await playing.reach(1);
    await playing.says({ type: 'promoted', by: mika, reason: null });
    await endsAs(playing, smoked, 'succeeded', 'promoted');
    expect(playing.world.clock.now() - from).toBeLessThan(30_000);
  });

  it('TestProgressDeadlineExceeded: pods that never come send it back at the deadline', async () => {
    const playing = await play(canary);
    playing.version.stuck = true;
    await endsAs(playing, canary, 'rolled-back', 'stuck');
    expect((await playing.world.release()).phase).toMatchObject({ cause: { code: 'deadline' } });
  });

  it('TestProgressDeadlineExceededRecovers: pods that come before it are in time', async () => {
    const playing = await play(canary);
    playing.version.stuck = true;
    await playing.reach(1);
    const { readyMs } = playing.world.plan.target.limits;
    const until = playing.world.clock.now() + readyMs - 10_000;
    while (playing.world.clock.now() < until) await playing.world.turn();
    playing.version.stuck = false;
    await patchObject(playing.world.kube, candidate, { metadata: { annotations: { seen: 'now' } } });
    await endsAs(playing, canary, 'succeeded', 'late');
  });

  it('TestRolloutPauseDurationGreaterThanProgressDeadlineSeconds: a watch may last longer than pods may take', async () => {
    const steps = [{ percent: 25, bakeMs: 600_000 }];
    const long = { ...canary, strategy: { kind: 'canary', steps } };
    const playing = await play(long);
    expect(playing.world.plan.target.limits.readyMs).toBeLessThan(600_000);
    await endsAs(playing, long, 'succeeded', 'long');
  });

  it('TestRolloutScalingWhenPaused: the candidate grows with what somebody scales, and stable keeps the new size', async () => {
    const playing = await play(canary);
    const { kube } = playing.world;
    await reachWatch(playing, 0);
    await playing.says({ type: 'paused', by: mika, reason: null });
    await patchObject(kube, stable, { spec: { replicas: 8 } });
    await playing.says({ type: 'resumed', by: mika, reason: null });
    let most = 0;
    kube.onChange(({ metadata, ...object }) => {
      const { replicas = 0 } = (object['spec'] ?? {}) as { replicas?: number };
      if (metadata.name === candidate.name && object.kind === 'Deployment') most = Math.max(most, replicas);
    });
    expect((await playing.world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(most).toBe(8);
    expect(kube.see(stable)['spec']).toMatchObject({ replicas: 8 });
    expect(playing.overloads()).toEqual([]);
  });

  it('TestIstioAbortUpdateDeleteAllCanaryPods: aborted once all pods of the candidate are gone', async () => {
    const playing = await play(canary);
    const { kube } = playing.world;
    await reachWatch(playing, 1);
    const pods = kube.all().filter(({ kind, metadata }) => kind === 'Pod' && metadata.labels?.['sluice.dev/track']);
    for (const { metadata } of pods) kube.drop({ apiVersion: 'v1', kind: 'Pod', namespace, name: metadata.name });
    await playing.says({ type: 'abort.asked', by: mika, reason: null });
    await endsAs(playing, canary, 'rolled-back', 'without pods');
  });

  it('TestRolloutGoodToBadUpdate: an image that is not there never gets traffic', async () => {
    const playing = await play(canary);
    playing.version.stuck = true;
    cannotPull(playing.world.kube, candidate.name);
    const from = playing.world.clock.now();
    await endsAs(playing, canary, 'rolled-back', 'no image');
    expect((await playing.world.release()).phase).toMatchObject({ cause: { code: 'trouble' } });
    expect(playing.world.clock.now() - from).toBeLessThan(30_000);
  });
});

describe('as Flagger plays it', () => {
  it('test-skip-analysis, canary: promoted at once, nothing is waited for', async () => {
    const playing = await play(canary);
    await playing.reach(0);
    await playing.says({ type: 'promoted', by: mika, reason: null });
    const from = playing.world.clock.now();
    await endsAs(playing, canary, 'succeeded', 'promoted');
    expect(playing.world.clock.now() - from).toBeLessThan(5000);
  });

  it('test-skip-analysis, bad release: promoted at once, an image that is not there still goes back', async () => {
    const playing = await play(canary);
    await playing.reach(0);
    await playing.says({ type: 'promoted', by: mika, reason: null });
    playing.version.stuck = true;
    cannotPull(playing.world.kube, candidate.name);
    await endsAs(playing, canary, 'rolled-back', 'no image');
  });

  it('test-canary, B/G: acceptance tests pass, and the switch comes', async () => {
    const playing = await play(smoked);
    playing.world.kube.onPodGet(() => ({ status: 200, headers: {}, body: '{"token":1}' }));
    await endsAs(playing, smoked, 'succeeded', 'accepted');
    expect(switches(playing.world)).toEqual(['stable', 'candidate', 'stable']);
  });

  it('test-canary, A/B: it comes in once a person has confirmed it', async () => {
    const asks = strategy('A/B test');
    const row = { ...asks, strategy: { ...asks.strategy, withoutResult: 'ask' } };
    const playing = await play(row);
    for (let turn = 0; turn < 100 && (await playing.world.release()).hold === null; turn += 1)
      await playing.world.turn();
    await playing.says({ type: 'hold.closed', by: mika, answer: 'go-on', reason: null });
    await endsAs(playing, row, 'succeeded', 'confirmed');
  });
});
