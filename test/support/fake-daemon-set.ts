import { canonicalJson } from '../../src/domain/json.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import type { FakeKube } from './fake-kube.ts';
import { isOwn, ownerOf, type RevisedSpec, revisionLabel, revisionOf } from './fake-stateful-set.ts';
import type { Behave } from './fake-workloads.ts';

const nodes = ['node-a', 'node-b', 'node-c', 'node-d'];

/** DaemonSets get their revisions, a ready pod on each node and their status at once; as far as `behave` does not object. */
export function runDaemonSets(fake: FakeKube, behave: Behave = () => 'ready'): void {
  const reconcile = (object: KubeObject, how: 'changed' | 'removed') => {
    if (object.kind !== 'DaemonSet' || how === 'removed' || behave(object) === 'stuck') return;
    const { template } = object['spec'] as RevisedSpec;
    const revision = revisionOf(fake, object, template);
    for (const node of nodes) keep(fake, object, node, revision);
    const counts = ['desiredNumberScheduled', 'currentNumberScheduled', 'updatedNumberScheduled', 'numberReady'];
    const status = {
      observedGeneration: object.metadata.generation ?? 0,
      ...Object.fromEntries(counts.map((each) => [each, nodes.length])),
    };
    if (canonicalJson(object['status']) !== canonicalJson(status)) fake.put({ ...object, status });
  };
  fake.onChange(reconcile);
  for (const object of fake.all()) reconcile(object, 'changed');
}

function keep(fake: FakeKube, set: KubeObject, node: string, revision: string): void {
  const { namespace = '' } = set.metadata;
  const { template } = set['spec'] as RevisedSpec;
  const there = fake
    .all()
    .find(({ kind, metadata, spec }) => kind === 'Pod' && isOwn(metadata, set) && nodeOf(spec) === node);
  if (there?.metadata.labels?.[revisionLabel] === revision) return;
  if (there) fake.drop({ apiVersion: 'v1', kind: 'Pod', namespace, name: there.metadata.name });
  fake.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${set.metadata.name}-${revision.slice(-5)}-${node}`,
      namespace,
      labels: { ...template.metadata?.labels, [revisionLabel]: revision },
      ownerReferences: ownerOf(set),
    },
    spec: { ...template.spec, nodeName: node },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [] },
  });
}

function nodeOf(spec: unknown): string | undefined {
  return (spec as { nodeName?: string }).nodeName;
}
