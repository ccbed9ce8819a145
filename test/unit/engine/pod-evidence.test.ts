import { describe, expect, it } from 'vitest';
import type { PodEvidence } from '../../../src/domain/evidence.ts';
import { labels } from '../../../src/domain/names.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const name = 'checkout-candidate-5d4-x';
const iso = (at: number) => new Date(at).toISOString();

/** A pod of the candidate that crashes again and again, which has a password in its environment. */
async function given() {
  const world = await createEngineWorld({
    strategy: canary,
    behave: ({ metadata }) => (metadata.name === 'checkout-candidate' ? 'stuck' : 'ready'),
  });
  const candidate = () => world.kube.all().find(({ metadata }) => metadata.name === 'checkout-candidate');
  while (!candidate()) await world.turn();
  const at = iso(world.clock.now());
  const terminated = { exitCode: 1, reason: 'Error', startedAt: at, finishedAt: at };
  world.kube.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: 'u-1',
      labels: { ...candidate()?.metadata.labels, [labels.release]: 'r1', 'pod-template-hash': '5d4' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout-candidate-5d4', uid: 's', controller: true },
      ],
    },
    spec: {
      containers: [
        { name: 'app', image: 'registry.example/checkout:2.4.1', env: [{ name: 'DB_PASSWORD', value: 'open-sesame' }] },
      ],
    },
    status: {
      phase: 'Running',
      startTime: at,
      containerStatuses: [
        { name: 'app', restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } },
      ],
    },
  });
  return world;
}

function says(world: World, reason: string, message: string, atMs: number) {
  world.kube.put({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `e-${reason}`, namespace: 'shop' },
    involvedObject: { kind: 'Pod', name, uid: 'u-1' },
    ...{ type: 'Warning', reason, message, lastTimestamp: iso(atMs) },
  });
}

/** Turns until the candidate is asked to go, and what was read until then. */
async function evidenceOf(world: World): Promise<PodEvidence[]> {
  const isThere = () => world.kube.all().some(({ metadata }) => metadata.name === 'checkout-candidate');
  for (let turn = 0; turn < 500 && isThere(); turn += 1) await world.turn();
  expect(isThere()).toBe(false);
  expect((await world.release()).phase).toMatchObject({ kind: 'rolling-back', cause: { code: 'trouble' } });
  return (await world.events()).flatMap((event) => (event.type === 'evidence.read' ? [event.evidence] : []));
}

describe('what a pod leaves behind that sends its release back', () => {
  it('is read once, before the pod goes: the last lines of the run that ended, and what Kubernetes complained of', async () => {
    const world = await given();
    world.kube.onPodLog(
      (_namespace, _pod, { container, previous }) => `${container} ${previous ? 'died' : 'starts'}\n`,
    );
    says(world, 'BackOff', 'Back-off restarting failed container', world.clock.now());
    says(world, 'Unhealthy', 'Readiness probe failed', world.clock.now() - 5000);
    const events = ['Unhealthy: Readiness probe failed', 'BackOff: Back-off restarting failed container'];
    expect(await evidenceOf(world)).toEqual([{ pod: name, container: 'app', log: ['app died'], events }]);
    const kinds = (await world.events()).map(({ type }) => type);
    expect(kinds.indexOf('evidence.read')).toBeGreaterThan(kinds.indexOf('rollback.started'));
    expect((await world.release()).evidence?.log).toEqual(['app died']);
  });

  it('has no secret in it, and no more than ten lines, however much was printed', async () => {
    const world = await given();
    const many = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    const secret = ['logging in with open-sesame', 'token=hunter22hunter22', 'x'.repeat(5000)];
    world.kube.onPodLog(() => [...many, ...secret].join('\n'));
    says(world, 'BackOff', 'env DB_PASSWORD is open-sesame', world.clock.now());
    const [evidence] = await evidenceOf(world);
    expect(evidence?.log).toHaveLength(10);
    expect(evidence?.log.at(-1)).toHaveLength(200);
    expect(evidence?.log).toContain('logging in with …');
    const logged = JSON.stringify(await world.events());
    expect(logged).not.toMatch(/open-sesame|hunter22/);
  });

  it('is no reason to stay: a log that may not be read is said to be so, and the release goes back', async () => {
    const world = await given();
    world.kube.fail({ verb: 'podLog', error: new KubeError('forbidden', 'pods/log is forbidden', 403) });
    const [evidence] = await evidenceOf(world);
    expect(evidence?.log).toEqual(["(the log can't be read: pods/log is forbidden)"]);
  });
});
