import type { KubeObject } from '../../src/platform/kube.ts';
import { image, namespace } from './engine-objects.ts';
import type { FakeKube } from './fake-kube.ts';

/** The pods of this Deployment cannot pull the new version's image. The world must leave the Deployment `stuck`. */
export function cannotPull(kube: FakeKube, deployment: string): void {
  kube.onChange((object) => {
    if (object.kind !== 'Deployment' || object.metadata.name !== deployment) return;
    const name = `${deployment}-1a2b3-x`;
    if (kube.all().some(({ metadata }) => metadata.name === name)) return;
    const set = kube.put(setOf(object));
    kube.put(podOf(object, set, name));
  });
}

function ownedBy({ apiVersion, kind, metadata }: KubeObject) {
  return [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true }];
}

function setOf(deployment: KubeObject): KubeObject {
  const metadata = { name: `${deployment.metadata.name}-1a2b3`, namespace, ownerReferences: ownedBy(deployment) };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { replicas: 1 } };
}

function podOf(deployment: KubeObject, set: KubeObject, name: string): KubeObject {
  const { template } = deployment['spec'] as {
    template: { metadata: { labels: Record<string, string> }; spec: object };
  };
  const waiting = { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image('2.4.1')}": not found` };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { ...template.metadata.labels, 'pod-template-hash': '1a2b3' },
      ownerReferences: ownedBy(set),
    },
    spec: template.spec,
    status: {
      phase: 'Pending',
      containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: { waiting } }],
    },
  };
}
