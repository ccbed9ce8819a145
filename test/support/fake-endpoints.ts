import { canonicalJson } from '../../src/domain/json.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import { labelText } from '../../src/workloads/objects/selector.ts';
import { serviceSelector } from '../../src/workloads/objects/service.ts';
import type { FakeKube } from './fake-kube.ts';

/** Services get an EndpointSlice of the pods that they select, which follows at once. */
export function runEndpoints(fake: FakeKube): void {
  const reconcile = ({ kind, metadata: { namespace = '' } }: KubeObject) => {
    if (kind !== 'Service' && kind !== 'Pod') return;
    const all = fake.all().filter((each) => each.metadata.namespace === namespace);
    for (const service of all.filter((each) => each.kind === 'Service')) {
      const slice = sliceOf(service, all);
      const now = all.find((each) => each.kind === 'EndpointSlice' && each.metadata.name === slice.metadata.name);
      if (canonicalJson(now?.['endpoints']) !== canonicalJson(slice['endpoints'])) fake.put(slice);
    }
  };
  fake.onChange(reconcile);
  for (const object of fake.all()) reconcile(object);
}

function sliceOf(service: KubeObject, all: readonly KubeObject[]): KubeObject {
  const { name, namespace = '', uid = '' } = service.metadata;
  const selector = serviceSelector(service) ?? {};
  const pods = all.filter(({ kind, metadata: { labels = {} } }) => {
    const found = Object.entries(selector).filter(([key, value]) => labels[key] === value);
    return kind === 'Pod' && labelText(selector) !== '' && found.length === Object.keys(selector).length;
  });
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-fake`,
      namespace,
      labels: {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid }],
    },
    endpoints: pods.map(({ metadata }) => ({
      conditions: { ready: true },
      targetRef: { kind: 'Pod', namespace, name: metadata.name },
    })),
  };
}
