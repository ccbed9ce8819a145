import type { Kernel } from '../api/kernel.ts';
import { createObject, updateObject } from '../api/write.ts';
import { asArray, asDict, dig, equal } from '../model/json.ts';
import type { Dict, KubeObject } from '../model/types.ts';
import { isReady } from './pods.ts';
import { builtin, type Controller, MANAGER, objectKey, splitKey } from './runtime.ts';
import type { Pod } from './types.ts';

const STORAGE = 'discovery.k8s.io/endpointslices';
const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const SELF = 'endpointslice-controller.k8s.io';

/**
 * Keeps for each Service with a selector a slice of the addresses of its pods, ready or not. Slices that somebody else
 * made are none of its business, and neither are those of a Service without a selector.
 */
export function endpointSliceController(kernel: Kernel): Controller {
  return {
    name: 'endpointslice',
    keysOf: (event) => {
      if (event.storage === '/services') return [objectKey(event.object)];
      if (event.storage === STORAGE) {
        const service = event.object.metadata.labels?.[SERVICE_NAME];
        return event.type === 'DELETED' && service ? [`${event.object.metadata.namespace}/${service}`] : [];
      }
      if (event.storage !== '/pods') return [];
      const { namespace } = event.object.metadata;
      return kernel.store
        .list('/services', namespace)
        .filter((service) => [event.object, event.previous].some((pod) => pod !== undefined && selects(service, pod)))
        .map(objectKey);
    },
    sync: (key) => {
      const { namespace, name } = splitKey(key);
      syncService(kernel, namespace, name);
      return undefined;
    },
  };
}

function selects(service: KubeObject, pod: KubeObject): boolean {
  const selector = Object.entries((dig(service, 'spec', 'selector') ?? {}) as Record<string, string>);
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function syncService(kernel: Kernel, namespace: string, name: string): void {
  const type = builtin(kernel, 'discovery.k8s.io', 'v1', 'endpointslices');
  const service = kernel.store.get('/services', namespace, name);
  // Slices go with their Service by their owner reference; those whose Service lost its selector stay as they are.
  if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
  if (Object.keys(asDict(dig(service, 'spec', 'selector'))).length === 0) return;
  const current = kernel.store
    .list(STORAGE, namespace)
    .find(({ metadata: { labels } }) => labels?.[SERVICE_NAME] === name && labels?.[MANAGED_BY] === SELF);
  const pods = (kernel.store.list('/pods', namespace) as Pod[]).filter((pod) => selects(service, pod));
  const content = {
    addressType: 'IPv4',
    endpoints: pods.flatMap(endpointOf),
    ports: portsOf(service, pods[0]),
  };
  if (current === undefined) {
    const metadata = {
      generateName: `${name}-`,
      labels: {
        ...service.metadata.labels,
        [SERVICE_NAME]: name,
        [MANAGED_BY]: SELF,
      },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          name,
          uid: service.metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    };
    createObject(kernel, type, namespace, { metadata, ...content }, MANAGER);
  } else if (!equal(content, { addressType: 'IPv4', endpoints: current['endpoints'], ports: current['ports'] })) {
    updateObject(kernel, type, namespace, current.metadata.name, { ...current, ...content }, MANAGER);
  }
}

function endpointOf(pod: Pod): Dict[] {
  const address = pod.status?.podIP;
  const phase = pod.status?.phase;
  if (address === undefined || phase === 'Failed' || phase === 'Succeeded') return [];
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  return [
    {
      addresses: [address],
      conditions: { ready: serving && !terminating, serving, terminating },
      targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    },
  ];
}

/** The ports of the Service as its pods listen on them; names are looked up in the first pod. */
function portsOf(service: KubeObject, pod: Pod | undefined): Dict[] {
  return asArray(dig(service, 'spec', 'ports')).map((item) => {
    const port = asDict(item);
    const target = port['targetPort'];
    const named = asArray(pod?.spec['containers'])
      .flatMap((container) => asArray(asDict(container)['ports']))
      .map(asDict)
      .find((candidate) => candidate['name'] === target);
    const number = typeof target === 'number' ? target : (named?.['containerPort'] ?? port['port']);
    return { name: port['name'] ?? '', protocol: port['protocol'], port: number };
  });
}
