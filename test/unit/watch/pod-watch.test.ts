import { expect, it } from 'vitest';
import { silentLog } from '../../../src/platform/log.ts';
import type { Producer } from '../../../src/queue/producer.ts';
import type { PodInformers } from '../../../src/watch/pod-informers.ts';
import { startPodWatch } from '../../../src/watch/watch.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout-candidate' };
const quota = 'pods "x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=9, limited: pods=9';
const told = 'the cluster makes no pods: exceeded quota: compute, requested: pods=1, used: pods=9, limited: pods=9';

/** A release that only watches, its workloads followed as a worker does it. */
async function given() {
  let watched = false;
  const world = await createEngineWorld({ strategy: canary, behave: () => (watched ? 'stuck' : 'ready') });
  const action = async () => {
    const { step, plan } = await world.release();
    return plan.steps[step?.index ?? -1]?.action.kind;
  };
  for (let turn = 0; turn < 300 && (await action()) !== 'bake'; turn += 1) await world.turn();
  watched = true;
  const heard: string[] = [];
  const queue = {
    wake: async (id: string) => void heard.push(`wake ${id}`),
    tell: async (id: string) => void heard.push(`tell ${id}`),
  } as unknown as Producer;
  const informers: PodInformers = { follow: () => () => undefined, pods: () => [], podsOf: () => [] };
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  const { store, kube } = world;
  const clock = { ...world.clock, sleep };
  const watch = startPodWatch(
    { store, queue, informers, clusters: () => kube, clock, log: silentLog },
    { everyMs: 1000 },
  );
  watch.seen(await world.release());
  // Asked after it, this is answered once the watch stands.
  await kube.list(candidate, candidate.namespace);
  const says = (conditions: object[]) => {
    const there = kube.see(candidate);
    kube.put({ ...there, status: { ...(there['status'] as object), conditions } });
  };
  return { ...world, watch, heard, says };
}

it('a quota that is hit while a version is only watched is told at once, and that it has passed', async () => {
  const { release, watch, heard, says, clock } = await given();
  const lastTransitionTime = new Date(clock.now()).toISOString();
  const failure = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message: quota,
    lastTransitionTime,
  };
  says([failure]);
  await expect.poll(() => release().then(({ lacking }) => lacking)).toBe(told);
  await expect.poll(() => heard).toEqual(['wake r1', 'tell r1']);
  says([]);
  await expect.poll(() => release().then(({ lacking }) => lacking)).toBeNull();
  watch.close();
});
