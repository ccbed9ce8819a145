import { expect, it } from 'vitest';
import { labels } from '../../../src/domain/names.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { silentLog } from '../../../src/platform/log.ts';
import type { Producer } from '../../../src/queue/producer.ts';
import { createPodInformers } from '../../../src/watch/pod-informers.ts';
import { startPodWatch } from '../../../src/watch/watch.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

/** A candidate that is watched at 25 %, with the pods of its namespace followed as a worker does it. */
async function given() {
  const world = await createEngineWorld({ strategy: canary });
  const action = async () => {
    const { step, plan } = await world.release();
    return plan.steps[step?.index ?? -1]?.action.kind;
  };
  for (let turn = 0; turn < 300 && (await action()) !== 'bake'; turn += 1) await world.turn();
  const { store, kube } = world;
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  const queue = { wake: async () => undefined, tell: async () => undefined } as unknown as Producer;
  const clusters = () => kube;
  const clock = { ...world.clock, sleep };
  const informers = createPodInformers(clusters, () => undefined);
  const watch = startPodWatch({ store, queue, informers, clusters, clock, log: silentLog }, { everyMs: 1000 });
  watch.seen(await world.release());
  await expect.poll(() => informers.pods('eu-1', 'shop', {})).not.toBeNull();
  const pod = kube.all().find(({ kind, metadata }) => kind === 'Pod' && metadata.labels?.[labels.release] === 'r1');
  if (!pod) throw new Error('the candidate has no pod');
  return { ...world, watch, pod, informers };
}

const iso = (at: number) => new Date(at).toISOString();

/** It has run for a minute, and since `at` its kubelet knows no more that it was ready. */
function forgotten(pod: KubeObject, at: number): KubeObject {
  const container = {
    name: 'app',
    ready: false,
    started: false,
    restartCount: 0,
    state: { running: { startedAt: iso(at - 60_000) } },
  };
  const condition = { type: 'ContainersReady', status: 'False', lastTransitionTime: iso(at) };
  return { ...pod, status: { phase: 'Running', conditions: [condition], containerStatuses: [container] } };
}

it('a pod that gets a grace is looked at again when that has passed, though it does not change', async () => {
  const { kube, clock, watch, pod, informers, release } = await given();
  const began = clock.now();
  kube.put(forgotten(pod, began));
  await expect.poll(() => JSON.stringify(informers.pods('eu-1', 'shop', {}))).toContain('"started":false');
  clock.passTo(began + 10_000);
  watch.seen(await release());
  expect((await release()).trouble).toBeNull();
  clock.passTo(began + 200_000);
  watch.seen(await release());
  await expect.poll(async () => (await release()).trouble?.code).toBe('probe-failing');
  watch.close();
});
