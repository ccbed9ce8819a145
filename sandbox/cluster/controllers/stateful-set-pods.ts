import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { asArray, asDict } from '../model/json.ts';
import type { Dict } from '../model/types.ts';
import { isTerminating } from './own-pods.ts';
import { isAvailable, isReady } from './pods.ts';
import { ownerReference } from './replicaset.ts';
import { REVISION_LABEL, type Revision, templateOf } from './revisions.ts';
import { builtin, MANAGER } from './runtime.ts';
import type { Pod, StatefulSet } from './types.ts';

/** The number at the end of a pod's name; -1 where it is none of the set's. */
export function ordinalOf({ metadata: { name } }: StatefulSet, pod: Pod): number {
  const [, own, ordinal] = /^(.*)-(\d+)$/.exec(pod.metadata.name) ?? [];
  return own === name ? Number(ordinal) : -1;
}

/** Runs, is ready, and has been for long enough; `now` in milliseconds. */
export function isUp({ spec }: StatefulSet, pod: Pod | undefined, now: number): boolean {
  if (pod === undefined || isTerminating(pod) || pod.status?.phase !== 'Running') return false;
  return isReady(pod) && isAvailable(pod, spec.minReadySeconds ?? 0, now);
}

/** The pod of an ordinal, with its own name, its own claims and the template of a revision. */
export function makePod(kernel: Kernel, set: StatefulSet, ordinal: number, revision: Revision): void {
  const { name: own, namespace = '' } = set.metadata;
  const name = `${own}-${ordinal}`;
  const { metadata, spec } = templateOf(revision);
  makeClaims(kernel, set, name);
  const labels = {
    ...metadata?.labels,
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': String(ordinal),
    [REVISION_LABEL]: revision.metadata.name,
  };
  const volumes = [...asArray(spec['volumes']), ...claimsOf(set, name).map(volumeOf)];
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${own}-`,
      labels,
      annotations: metadata?.annotations,
      ownerReferences: [ownerReference(set)],
    },
    spec: { ...spec, hostname: name, subdomain: set.spec.serviceName, ...(volumes.length > 0 ? { volumes } : {}) },
  };
  createObject(kernel, builtin(kernel, '', 'v1', 'pods'), namespace, pod, MANAGER);
}

interface Claim {
  template: string;
  name: string;
  spec: Dict;
}

function claimsOf({ spec }: StatefulSet, pod: string): Claim[] {
  return asArray(spec['volumeClaimTemplates']).map((each) => {
    const { metadata, spec: wanted } = asDict(each);
    const template = String(asDict(metadata)['name']);
    return { template, name: `${template}-${pod}`, spec: asDict(wanted) };
  });
}

function volumeOf({ template, name }: Claim): Dict {
  return { name: template, persistentVolumeClaim: { claimName: name } };
}

/** They stay when the pod goes: its successor of the same name has them again. */
function makeClaims(kernel: Kernel, set: StatefulSet, pod: string): void {
  const { namespace = '' } = set.metadata;
  const type = builtin(kernel, '', 'v1', 'persistentvolumeclaims');
  for (const { name, spec } of claimsOf(set, pod)) {
    if (kernel.store.get('/persistentvolumeclaims', namespace, name) !== undefined) continue;
    const labels = asDict(set.spec.selector)['matchLabels'];
    const body = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace, labels }, spec };
    createObject(kernel, type, namespace, body, MANAGER);
  }
}
