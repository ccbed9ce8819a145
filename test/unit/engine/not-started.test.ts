import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { labels } from '../../../src/domain/names.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const iso = (at: number) => new Date(at).toISOString();
const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

/** The candidate's controller makes one pod, whose containers are never made. */
async function given() {
  const world = await createEngineWorld({
    strategy: canary,
    behave: ({ metadata }) => (metadata.name === 'checkout-candidate' ? 'stuck' : 'ready'),
  });
  const candidate = () => world.kube.all().find(({ metadata }) => metadata.name === 'checkout-candidate');
  while (!candidate()) await world.turn();
  const name = 'checkout-candidate-5d4-x';
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
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:2.4.1' }] },
    status: {
      phase: 'Pending',
      startTime: iso(world.clock.now()),
      containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ContainerCreating' } } }],
    },
  });
  return world;
}

function says(world: World, reason: string, message: string, type = 'Warning') {
  world.kube.put({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `e-${reason}`, namespace: 'shop' },
    involvedObject: { kind: 'Pod', name: 'checkout-candidate-5d4-x', uid: 'u-1' },
    ...{ type, reason, message, lastTimestamp: iso(world.clock.now()) },
  });
}

/** Turns until it goes back, and why it does. */
async function causeOf(world: World) {
  for (let turn = 0; turn < 2000 && (await world.release()).phase.kind === 'running'; turn += 1) await world.turn();
  const [back] = only(await world.events(), 'rollback.started');
  return back;
}

const errors = async (world: World) => only(await world.events(), 'step.retrying').map(({ error }) => error);

describe('a pod whose containers are never made', () => {
  it('is told with what the cluster says of it, and the release goes back for that in the end', async () => {
    const world = await given();
    const began = world.clock.now();
    says(world, 'Scheduled', 'assigned shop/x to node-1', 'Normal');
    says(world, 'FailedCreatePodSandBox', 'failed to assign an IP address to container, token=abcdef');
    while ((await errors(world)).length === 0) await world.turn();
    expect(world.clock.now() - began).toBeLessThan(5000);
    expect(await errors(world)).toEqual([
      'pod checkout-candidate-5d4-x: FailedCreatePodSandBox: failed to assign an IP address to container, token=…',
    ]);
    const back = await causeOf(world);
    expect(back?.cause).toMatchObject({
      code: 'deadline',
      detail: expect.stringContaining('failed to assign an IP address'),
    });
  });

  it('for want of what somebody would have to make goes back within a minute or so', async () => {
    const world = await given();
    const began = world.clock.now();
    says(world, 'FailedMount', 'MountVolume.SetUp failed for volume "config" : configmap "checkout" not found');
    const back = await causeOf(world);
    expect(back?.cause.trouble).toMatchObject({
      code: 'cannot-start',
      detail: expect.stringContaining('configmap "checkout" not found'),
    });
    expect((back?.at ?? 0) - began).toBeLessThan(70_000);
  });

  it('keeps no release from going on where nobody may read why', async () => {
    const world = await given();
    const error = new KubeError('forbidden', 'events is forbidden', 403);
    world.kube.fail({ verb: 'listEvents', error, times: 10_000 });
    expect((await causeOf(world))?.cause).toMatchObject({ code: 'deadline' });
    expect(await errors(world)).toEqual([]);
  });
});
