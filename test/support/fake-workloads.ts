import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/domain/json.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import type { FakeKube } from './fake-kube.ts';

interface Spec {
  replicas?: number;
  template: { metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }; spec: object };
}

const ready = [{ type: 'Ready', status: 'True' }];

/** Whether the controller of a workload does its work, or leaves it with the pods and the status that it has. */
export type Behave = (workload: KubeObject) => 'ready' | 'stuck';

/** Deployments get their ReplicaSet, pods and status at once, every pod ready; as far as `behave` does not object. */
export function runWorkloads(fake: FakeKube, behave: Behave = () => 'ready') {
  const reconcile = (object: KubeObject, how: 'changed' | 'removed') => {
    if (object.kind !== 'Deployment' || how === 'removed' || isReconciled(object) || behave(object) === 'stuck') return;
    const current = replicaSetOf(object);
    const { namespace = '' } = object.metadata;
    for (const set of ownedBy(fake, object, 'ReplicaSet')) {
      if (set.metadata.name !== current.metadata.name) scale(fake, set, 0, namespace);
    }
    const spec = object['spec'] as Spec;
    const existing = ownedBy(fake, object, 'ReplicaSet').find((set) => set.metadata.name === current.metadata.name);
    scale(fake, existing ?? fake.put(current), spec.replicas ?? 1, namespace);
    fake.put({ ...object, status: statusOf(object) });
  };
  fake.onChange(reconcile);
  for (const object of fake.all()) reconcile(object, 'changed');
}

function statusOf(deployment: KubeObject) {
  const replicas = (deployment['spec'] as Spec).replicas ?? 1;
  const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
  return { observedGeneration: deployment.metadata.generation ?? 0, ...counts };
}

function isReconciled(deployment: KubeObject): boolean {
  return canonicalJson(deployment['status']) === canonicalJson(statusOf(deployment));
}

function replicaSetOf(deployment: KubeObject): KubeObject {
  const { template } = deployment['spec'] as Spec;
  const hash = createHash('sha256').update(canonicalJson(template)).digest('hex').slice(0, 10);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels: { ...template.metadata?.labels, 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': String(deployment.metadata.generation ?? 1) },
      ownerReferences: [owner(deployment)],
    },
    spec: { template },
  };
}

function owner(object: KubeObject) {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true };
}

function ownedBy(fake: FakeKube, parent: KubeObject, kind: string): KubeObject[] {
  return fake
    .all()
    .filter((each) => each.kind === kind && each.metadata.ownerReferences?.some((o) => o.uid === parent.metadata.uid));
}

function scale(fake: FakeKube, set: KubeObject, replicas: number, namespace: string): void {
  const { template } = set['spec'] as { template: Spec['template'] };
  fake.put({ ...set, spec: { ...(set['spec'] as object), replicas }, status: { replicas, readyReplicas: replicas } });
  const wanted = Array.from({ length: replicas }, (_, index) => `${set.metadata.name}-${index}`);
  const present = ownedBy(fake, set, 'Pod').map((pod) => pod.metadata.name);
  for (const name of present.filter((each) => !wanted.includes(each))) {
    fake.drop({ apiVersion: 'v1', kind: 'Pod', namespace, name });
  }
  for (const name of wanted.filter((each) => !present.includes(each))) {
    const { labels = {} } = set.metadata;
    const annotations = template.metadata?.annotations;
    fake.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels, ...(annotations ? { annotations } : {}), ownerReferences: [owner(set)] },
      spec: template.spec,
      status: { phase: 'Running', conditions: ready, containerStatuses: [] },
    });
  }
}
