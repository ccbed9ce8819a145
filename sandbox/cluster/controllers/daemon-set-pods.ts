import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { asArray, dig } from '../model/json.ts';
import { ownerReference } from './replicaset.ts';
import { REVISION_LABEL, type Revision, templateOf } from './revisions.ts';
import { builtin, MANAGER } from './runtime.ts';
import type { DaemonSet, Pod } from './types.ts';

const TERMS = ['requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'] as const;

/** The node that a pod runs on, or is made for. */
export function nodeOf({ spec }: Pod): string {
  if (spec.nodeName !== undefined) return spec.nodeName;
  const [term] = asArray(dig(spec, 'affinity', 'nodeAffinity', ...TERMS));
  const [field] = asArray(dig(term, 'matchFields'));
  const [name] = asArray(dig(field, 'values'));
  return String(name ?? '');
}

/** A pod that can run on this node alone. */
export function makePodOn(kernel: Kernel, set: DaemonSet, node: string, revision: Revision): void {
  const { metadata, spec } = templateOf(revision);
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const affinity = { nodeAffinity: { [TERMS[0]]: { [TERMS[1]]: [{ matchFields }] } } };
  const labels = { ...metadata?.labels, [REVISION_LABEL]: revision.metadata.labels?.[REVISION_LABEL] };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      labels,
      annotations: metadata?.annotations,
      ownerReferences: [ownerReference(set)],
    },
    spec: { ...spec, affinity },
  };
  createObject(kernel, builtin(kernel, '', 'v1', 'pods'), set.metadata.namespace ?? '', pod, MANAGER);
}
