import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import { labels } from '../../../src/domain/names.ts';
import type { Release } from '../../../src/domain/release.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { controllerOf } from '../../../src/watch/pod-index.ts';
import type { PodInformers } from '../../../src/watch/pod-informers.ts';
import { createWatchList } from '../../../src/watch/watch-list.ts';
import { createEngineWorld } from '../../support/engine-world.ts';

async function release(id: string): Promise<Release> {
  const world = await createEngineWorld({ strategy: { kind: 'recreate', bakeMs: 0 } });
  return { ...foldLog((await world.events()).slice(0, 1)), id };
}

function fakeInformers(pods: KubeObject[] = []) {
  const followers = new Map<string, (pod: KubeObject) => void>();
  const informers: PodInformers = {
    follow(cluster, namespace, heard) {
      followers.set(`${cluster}/${namespace}`, heard);
      return () => void followers.delete(`${cluster}/${namespace}`);
    },
    pods: (_cluster, _namespace, wanted) =>
      pods.filter(({ metadata }) => Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value)),
    podsOf: (_cluster, _namespace, workload) => pods.filter((each) => controllerOf(each)?.title === workload),
  };
  const tell = (pod: KubeObject) => {
    for (const heard of followers.values()) heard(pod);
  };
  return { informers, followers, tell };
}

/** A pod of a Deployment; a candidate's carries the label of a release. */
function pod(name: string, deployment: string | null, release?: string): KubeObject {
  const marked = release ? { [labels.release]: release } : {};
  const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${deployment}-5d4`, uid: 'set', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { 'pod-template-hash': '5d4', ...marked },
      ...(deployment ? { ownerReferences: [set] } : {}),
    },
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:2.4.1' }] },
  };
}

describe('the list of watched releases', () => {
  it('finds whose pod it is by what controls it, whatever labels and images others share', async () => {
    const { informers, tell } = fakeInformers();
    const heard: string[] = [];
    const list = createWatchList(informers, ({ id }, { metadata }) => heard.push(`${id} ${metadata.name}`));
    list.add(await release('r1'), 0);
    list.add(await release('r2'), 0);
    tell(pod('a', 'checkout-candidate', 'r2'));
    tell(pod('b', 'checkout-candidate', 'r9'));
    tell(pod('c', 'checkout-candidate'));
    tell(pod('d', 'checkout'));
    tell(pod('e', 'checkout-cron'));
    tell(pod('f', null, 'r1'));
    tell(pod('g', 'checkout-cron', 'r1'));
    expect(heard).toEqual(['r2 a', 'r1 d', 'r2 d']);
  });

  it('looks at the pods that are there already when a release is added', async () => {
    const { informers } = fakeInformers([
      pod('a', 'checkout-candidate', 'r1'),
      pod('b', 'checkout-candidate', 'r2'),
      pod('c', null, 'r1'),
    ]);
    const heard: string[] = [];
    const list = createWatchList(informers, ({ id }, { metadata }) => heard.push(`${id} ${metadata.name}`));
    list.add(await release('r1'), 0);
    expect(heard).toEqual(['r1 a']);
  });

  it('follows a namespace as long as one of its releases is watched', async () => {
    const { informers, followers } = fakeInformers();
    const list = createWatchList(informers, () => undefined);
    list.add(await release('r1'), 0);
    list.add(await release('r2'), 0);
    expect(followers.size).toBe(1);
    list.remove('r1');
    expect(followers.size).toBe(1);
    list.remove('r2');
    expect(followers.size).toBe(0);
  });

  it('knows which were not heard of for long', async () => {
    const list = createWatchList(fakeInformers().informers, () => undefined);
    list.add(await release('r1'), 0);
    list.add(await release('r2'), 0);
    list.heardOf('r2', 50);
    expect(list.silentSince(10)).toEqual(['r1']);
  });
});
