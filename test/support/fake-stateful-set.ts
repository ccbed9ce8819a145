import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/domain/json.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import type { FakeKube } from './fake-kube.ts';
import type { Behave } from './fake-workloads.ts';

export interface RevisedSpec {
  replicas?: number;
  updateStrategy?: { rollingUpdate?: { partition?: number } };
  template: { metadata?: { labels?: Record<string, string> }; spec: object };
}

/** On every pod: of which revision it is. */
export const revisionLabel = 'controller-revision-hash';

/**
 * StatefulSets get their revisions, pods and status at once, every pod ready; those below the partition keep what they run.
 * As far as `behave` does not object.
 */
export function runStatefulSets(fake: FakeKube, behave: Behave = () => 'ready'): void {
  const reconcile = (object: KubeObject, how: 'changed' | 'removed') => {
    if (object.kind !== 'StatefulSet' || how === 'removed' || behave(object) === 'stuck') return;
    const { replicas = 1, updateStrategy, template } = object['spec'] as RevisedSpec;
    const revision = revisionOf(fake, object, template);
    const held = updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let ordinal = 0; ordinal < replicas; ordinal += 1) keep(fake, object, ordinal, { revision, template, held });
    const pods = fake.all().filter(({ kind, metadata }) => kind === 'Pod' && isOwn(metadata, object));
    for (const { metadata } of pods.slice(replicas))
      fake.drop({ apiVersion: 'v1', kind: 'Pod', namespace: object.metadata.namespace ?? '', name: metadata.name });
    const updated = pods
      .slice(0, replicas)
      .filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length;
    const status = {
      observedGeneration: object.metadata.generation ?? 0,
      ...{ replicas, readyReplicas: replicas, updatedReplicas: updated, updateRevision: revision },
    };
    if (canonicalJson(object['status']) !== canonicalJson(status)) fake.put({ ...object, status });
  };
  fake.onChange(reconcile);
  for (const object of fake.all()) reconcile(object, 'changed');
}

/** Whether an object with this metadata is one that the workload has made. */
export function isOwn({ ownerReferences }: KubeObject['metadata'], { metadata: { uid } }: KubeObject): boolean {
  return ownerReferences?.some((each) => each.uid === uid) ?? false;
}

export function ownerOf({ apiVersion, kind, metadata }: KubeObject) {
  return [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true }];
}

/** The name of the ControllerRevision of a template, which is made where there is none. */
export function revisionOf(fake: FakeKube, set: KubeObject, template: RevisedSpec['template']): string {
  const hash = createHash('sha256').update(canonicalJson(template)).digest('hex').slice(0, 10);
  const { namespace = '' } = set.metadata;
  const name = `${set.metadata.name}-${hash}`;
  const kind = { apiVersion: 'apps/v1', kind: 'ControllerRevision' };
  if (fake.all().some((each) => each.kind === kind.kind && each.metadata.name === name)) return name;
  const metadata = { name, namespace, labels: template.metadata?.labels ?? {}, ownerReferences: ownerOf(set) };
  fake.put({ ...kind, metadata, revision: set.metadata.generation ?? 1, data: { spec: { template } } });
  return name;
}

interface Wanted {
  revision: string;
  template: RevisedSpec['template'];
  held: number;
}

function keep(fake: FakeKube, set: KubeObject, ordinal: number, { revision, template, held }: Wanted): void {
  const { namespace = '' } = set.metadata;
  const name = `${set.metadata.name}-${ordinal}`;
  const there = fake.all().find(({ kind, metadata }) => kind === 'Pod' && metadata.name === name);
  if (there && (ordinal < held || there.metadata.labels?.[revisionLabel] === revision)) return;
  const labels = { ...template.metadata?.labels, [revisionLabel]: revision };
  fake.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, ownerReferences: ownerOf(set) },
    spec: template.spec,
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [] },
  });
}
