import { describe, expect, it } from 'vitest';
import { routeTo, watches } from '../../../src/actions/facets.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { card } from '../../../src/messages/card/card.ts';
import { fieldManager, type KubeObject } from '../../../src/platform/kube.ts';
import { workloadKinds } from '../../../src/workloads/index.ts';
import { image, namespace } from '../../support/engine-objects.ts';
import { visible } from '../../support/engine-world.ts';
import { everyStrategy, type Played, withNewVersion } from '../../support/every-strategy.ts';
import { patchObject } from '../../support/patch-object.ts';
import { type Playing, play } from '../../support/playing.ts';
import { view } from '../messages/told.ts';
import { endsAs, toldOf } from './ends.ts';

const ref = (kind: string, name = 'checkout', apiVersion = 'apps/v1') => ({ apiVersion, kind, namespace, name });
const stableOf = ({ kind = 'deployment' }: Played) => ref(workloadKinds[kind as keyof typeof workloadKinds].kind);
const candidate = ref('Deployment', 'checkout-candidate');
const front = ref('Service', 'checkout', 'v1');
const routes = ref('VirtualService', 'checkout', 'networking.istio.io/v1');

const running = (version: string): JsonObject => ({
  spec: {
    template: { spec: { containers: [{ name: 'app', image: image(version), env: [{ name: 'A', value: '1' }] }] } },
  },
});
const owns = (manager: string, fields: JsonObject): JsonObject => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': fields },
});
const itsImage = { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } };
const itsPartition = { 'f:updateStrategy': { 'f:rollingUpdate': { 'f:partition': {} } } };
/** As the server's own book has it where somebody has set the image with kubectl, and Sluice the partition. */
const booked = { managedFields: [owns('kubectl-set', itsImage), owns(fieldManager, itsPartition)] };
const asInGit = {
  spec: { http: [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }] },
};

/** Plays a strategy once for each of its watches, up to that watch. */
async function inEachWatch(row: Played, then: (playing: Playing, where: string) => Promise<void>) {
  const { plan } = (await play(row)).world;
  for (const [index, { action }] of plan.steps.entries()) {
    if (!watches(action)) continue;
    const playing = await play(row);
    await playing.reach(index);
    await then(playing, `in the watch of step ${index}`);
  }
}

/** Whether the log has these words. */
const said = async ({ world }: Playing, words: string) => JSON.stringify(await world.events()).includes(words);

const withCandidate = everyStrategy.filter(({ strategy }) => !['rolling', 'recreate'].includes(strategy.kind));

describe.each(withCandidate)('of the candidate of a $name, somebody', (row) => {
  it.each<[string, (playing: Playing) => unknown, string]>([
    ['deletes the Deployment', ({ world }) => world.kube.drop(candidate), 'Deployment checkout-candidate is gone'],
    [
      'takes all pods away',
      ({ world }) => patchObject(world.kube, candidate, { spec: { replicas: 0 } }),
      'has scaled Deployment checkout-candidate to 0',
    ],
    [
      'sets another image',
      ({ world }) => patchObject(world.kube, candidate, running('2.3.0')),
      'has set Deployment checkout-candidate to',
    ],
    [
      'changes its environment',
      ({ world }) =>
        patchObject(world.kube, candidate, {
          spec: { template: { spec: { containers: [{ name: 'app', image: image('2.4.1'), env: [] }] } } },
        }),
      'what runs is not what was approved',
    ],
    [
      'deletes the Service',
      ({ world }) => world.kube.drop(ref('Service', 'checkout-candidate', 'v1')),
      'Service checkout-candidate is gone',
    ],
  ])('%s: it goes back, and says why', (_, deed, why) =>
    inEachWatch(row, async (playing, where) => {
      await deed(playing);
      const { phase } = await playing.world.run();
      expect(phase, where).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
      expect(await said(playing, why), where).toBe(true);
      expect(visible(playing.world.kube), where).toEqual(playing.before);
    }),
  );

  it('deletes the Deployment when it is to get its requests: it goes back at once, and nobody is asked', async () => {
    const { plan } = (await play(row)).world;
    for (const [index, { action }] of plan.steps.entries()) {
      if (routeTo(action) === null) continue;
      const playing = await play(row);
      playing.atStep(index, () => playing.world.kube.drop(candidate));
      const { phase } = await playing.world.run();
      expect(phase, action.kind).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
      expect(await said(playing, 'Deployment checkout-candidate is gone'), action.kind).toBe(true);
      expect(await said(playing, '"hold.opened"'), action.kind).toBe(false);
      expect(visible(playing.world.kube), action.kind).toEqual(playing.before);
    }
  });
});

describe.each(withCandidate.filter(({ router }) => router !== 'replicas'))(
  'of the traffic of a $name, somebody',
  (row) => {
    const back = ({ world }: Playing) =>
      row.router === 'istio'
        ? patchObject(world.kube, routes, asInGit)
        : patchObject(world.kube, front, {
            spec: {
              selector: {
                app: 'checkout',
                'sluice.dev/release': null,
                'sluice.dev/track': null,
                'sluice.dev/workload': null,
              },
            },
          });

    it('puts it all back to stable: it is written again, and told', () =>
      inEachWatch(row, async (playing, where) => {
        await back(playing);
        await endsAs(playing, row, 'succeeded', where);
        expect(await said(playing, 'write.reverted'), where).toBe(true);
      }));

    it('deletes what leads it: it goes back, and leaves nothing of its own', () =>
      inEachWatch(row, async (playing, where) => {
        const lost = row.router === 'istio' ? routes : front;
        playing.world.kube.drop(lost);
        const { phase } = await playing.world.run();
        expect(phase, where).toMatchObject({ outcome: 'rolled-back' });
        expect(visible(playing.world.kube), where).toEqual(without(playing.before, lost.kind));
      }));
  },
);

function without(seen: unknown, kind: string): unknown {
  return (seen as KubeObject[]).filter((object) => object.kind !== kind);
}

describe.each(everyStrategy)('of the workload that users have before a $name, somebody', (row) => {
  const stable = stableOf(row);

  it('sets a third version: it goes back where it was to bring one in, and theirs stays', () =>
    inEachWatch(row, async (playing, where) => {
      await patchObject(playing.world.kube, stable, { ...running('2.3.0'), metadata: booked });
      const { phase } = await playing.world.run();
      expect(phase, where).toMatchObject({ kind: 'ended', outcome: row.bringsIn ? 'rolled-back' : 'succeeded' });
      const theirs = JSON.parse(JSON.stringify(playing.before).replaceAll(image('2.4.0'), image('2.3.0')));
      expect(visible(playing.world.kube), where).toEqual(theirs);
    }));

  it.runIf(row.bringsIn)('sets a third version once nothing is watched any more: the end says what runs', async () => {
    const { world, atStep } = await play(row);
    atStep(world.plan.steps.length - 1, () => patchObject(world.kube, stable, running('2.3.0')));
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'succeeded', runs: image('2.3.0') });
    expect(card(release, world.clock.now(), view).text).toContain('2.3.0');
  });

  it.runIf(row.bringsIn)('deletes it: that is told again and again, and it goes back once it is there again', () =>
    inEachWatch(row, async (playing, where) => {
      const { world, before } = playing;
      world.kube.drop(stable);
      const { phase } = await world.run(100);
      expect(phase, where).toMatchObject({ kind: 'rolling-back', error: `${stable.kind} checkout is gone` });
      expect(
        (await toldOf(playing)).filter((key) => key.startsWith('alert:stuck')),
        where,
      ).not.toEqual([]);
      const theirs = (before as KubeObject[]).find(({ kind }) => kind === stable.kind);
      if (theirs) world.kube.put(theirs);
      expect((await world.run()).phase, where).toMatchObject({ outcome: 'rolled-back' });
      expect(visible(world.kube), where).toEqual(before);
    }),
  );

  it.runIf(row.kind !== 'daemon-set')('scales it: it keeps the size that somebody wants', () =>
    inEachWatch(row, async (playing, where) => {
      await patchObject(playing.world.kube, stable, { spec: { replicas: 6 } });
      expect((await playing.world.run()).phase, where).toMatchObject({ outcome: 'succeeded' });
      expect(playing.world.kube.see(stable)['spec'], where).toMatchObject({ replicas: 6 });
    }),
  );

  it('scales it by an autoscaler, and protects it by a disruption budget: both are as they were', async () => {
    const about = { apiVersion: 'apps/v1', kind: stable.kind, name: 'checkout' };
    const objects: KubeObject[] = [
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'checkout', namespace },
        spec: { scaleTargetRef: about, minReplicas: 2, maxReplicas: 8 },
      },
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'checkout', namespace },
        spec: { minAvailable: '100%', selector: { matchLabels: { app: 'checkout' } } },
      },
    ];
    const prepare = (kube: Playing['world']['kube']) => objects.forEach((object) => void kube.put(object));
    await endsAs(await play(row, { prepare }), row, 'succeeded', 'in peace');
    const bad = await play(row, { prepare });
    bad.version.bad = true;
    await endsAs(bad, row, 'rolled-back', 'of a bad version');
    expect(withNewVersion(objects)).toEqual(objects);
  });
});
