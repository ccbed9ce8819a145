import type { KubeObject } from '../../src/platform/kube.ts';
import { type FakeKube, refOf } from './fake-kube.ts';

/** How a Job ends, and what it prints. */
export interface JobEnd {
  succeeds?: boolean;
  /** It has no end. */
  runsOn?: boolean;
  log?: string;
}

/** Jobs of a fake cluster end as soon as they are started. */
export function runJobs(kube: FakeKube, endOf: (name: string) => JobEnd = () => ({})): void {
  kube.onChange((object) => {
    const { suspend } = (object['spec'] ?? {}) as { suspend?: boolean };
    if (object.kind !== 'Job' || suspend !== false || object['status'] !== undefined) return;
    const { name } = object.metadata;
    const succeeds = endOf(name).succeeds ?? true;
    kube.put(podOf(object));
    if (endOf(name).runsOn) return;
    const condition = succeeds ? { type: 'Complete' } : { type: 'Failed', reason: 'BackoffLimitExceeded' };
    kube.put({ ...kube.see(refOf(object)), status: { conditions: [{ ...condition, status: 'True' }] } });
  });
  kube.onPodLog((_, pod) => endOf(pod.replace(/-0$/, '')).log ?? '');
}

function podOf({ metadata, spec }: KubeObject): KubeObject {
  const { name, namespace = '', uid = '' } = metadata;
  const { template } = spec as { template: { spec: object } };
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true };
  const labels = { 'job-name': name };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-0`, namespace, labels, ownerReferences: [owner] },
    spec: template.spec,
  };
}
