import { describe, expect, it } from 'vitest';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { podImagesIn } from '../../../src/requests/running.ts';
import { imageDigestOf } from '../../../src/workloads/objects/pod.ts';
import { createRequestWorld } from '../../support/request-world.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function pod(name: string, imageID: unknown, ready = true): KubeObject {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout-77', uid: 'gone', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'staging',
      labels: { app: 'checkout', 'pod-template-hash': '77' },
      ownerReferences: [owner],
    },
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:2.4.1' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        { name: 'sidecar', imageID: `x@sha256:${'f'.repeat(64)}` },
        { name: 'app', imageID },
      ],
    },
  };
}

it.each<[unknown, string | null]>([
  [`docker-pullable://registry.example/app@${digest}`, digest],
  [`registry.example:5000/app@${digest}`, digest],
  [`docker://${digest}`, digest],
  [digest, digest],
  ['registry.example/app:2.4.1', null],
  ['', null],
  [null, null],
  [undefined, null],
])('a node that reports %j says %j', (imageID, said) => {
  expect(imageDigestOf(pod('a', imageID), 'app')).toBe(said);
});

describe('what the pods of a service run', () => {
  it('is what the nodes of its ready pods report', async () => {
    const { deps, kube } = await createRequestWorld();
    for (const each of [pod('a', `r/app@${digest}`), pod('b', ''), pod('c', `r/app@${digest}`, false)]) kube.put(each);
    const found = await podImagesIn(deps, 'checkout', 'staging');
    expect(found).toEqual({ kind: 'seen', digests: expect.arrayContaining([digest, null]) });
    expect(found).toHaveProperty('digests.length', 2);
    expect(await podImagesIn(deps, 'checkout', 'production')).toEqual({ kind: 'seen', digests: [] });
  });

  it('is unknown where they may not be listed', async () => {
    const { deps, kube } = await createRequestWorld();
    const list = () => Promise.reject(new KubeError('forbidden', 'may not list pods', 403));
    const clusters = () => ({ ...kube, list });
    expect(await podImagesIn({ ...deps, clusters }, 'checkout', 'staging')).toEqual({
      kind: 'unknown',
      detail: 'may not list pods',
    });
  });
});
