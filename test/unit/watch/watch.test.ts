import { describe, expect, it } from 'vitest';
import { candidateName, labels } from '../../../src/domain/names.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { controllerOf } from '../../../src/watch/pod-index.ts';
import type { PodInformers } from '../../../src/watch/pod-informers.ts';
import { startPodWatch } from '../../../src/watch/watch.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

/** A release that is running, and a cluster whose pods are told of one by one. */
async function given() {
  const world = await createEngineWorld({ strategy: canary });
  await world.turn();
  const pods: KubeObject[] = [];
  const followers = new Set<(pod: KubeObject) => void>();
  const informers: PodInformers = {
    follow(_cluster, _namespace, heard) {
      followers.add(heard);
      return () => void followers.delete(heard);
    },
    pods: () => pods,
    podsOf: (_cluster, _namespace, workload) => pods.filter((pod) => controllerOf(pod)?.title === workload),
  };
  const woken = Promise.withResolvers<void>();
  const queue = {
    wake: async (_id: string, urgent?: boolean) => (urgent ? woken.resolve() : undefined),
    tell: async () => undefined,
    request: async () => undefined,
    close: async () => undefined,
  };
  const { store, clock, kube } = world;
  const sleeping = { ...clock, sleep: () => new Promise<never>(() => undefined) };
  const watch = startPodWatch(
    { store, queue, informers, clusters: () => kube, clock: sleeping, log: silentLog },
    { everyMs: 1000 },
  );
  watch.seen(await world.release());
  const tell = (pod: KubeObject) => {
    pods.push(pod);
    for (const heard of followers) heard(pod);
  };
  return { tell, world, watch, woken: woken.promise, workload: candidateName(world.plan.target), now: clock.now() };
}

function evicted(name: string, workload: string, at: number): KubeObject {
  const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${workload}-5d4`, uid: 'set', controller: true };
  const lastTransitionTime = new Date(at).toISOString();
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { 'pod-template-hash': '5d4', [labels.release]: 'r1' },
      ownerReferences: [set],
    },
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:2.4.1' }] },
    status: {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
      conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime }],
    },
  };
}

describe('the watch of pods', () => {
  it('sends a release back whose pods are evicted again and again', async () => {
    const { tell, world, watch, woken, workload, now } = await given();
    for (const name of ['a', 'b', 'c']) tell(evicted(name, workload, now));
    await woken;
    expect((await world.release()).trouble).toMatchObject({ code: 'evicted', pod: expect.any(String) });
    watch.close();
  });

  it('sees pods that others evict as nobody’s trouble, until a bad one comes', async () => {
    const { tell, world, watch, woken, workload, now } = await given();
    for (const name of ['a', 'b']) tell(evicted(name, workload, now));
    tell({ ...evicted('c', workload, now), status: { phase: 'Failed', reason: 'DeadlineExceeded' } });
    await woken;
    expect((await world.release()).trouble).toMatchObject({ code: 'ended', pod: 'c' });
    watch.close();
  });
});
