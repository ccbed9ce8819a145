import type { KubeObject } from '../../sandbox/cluster/index.ts';
import { defaultWorld, type World, type WorldService } from '../../sandbox/workloads/index.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';

/** The shop with its search as a StatefulSet of four, and its web as a DaemonSet. */
export const kindsWorld: World = {
  ...defaultWorld,
  services: defaultWorld.services.flatMap((service): WorldService[] => {
    const { staging } = service.runs;
    if (staging === undefined) return [];
    const runs = { staging: { ...staging, version: '1.8.0', replicas: 4, rps: 60, peakRps: 60 } };
    if (service.name === 'search') return [{ ...service, makes: 'StatefulSet', runs }];
    return service.name === 'web' ? [{ ...service, makes: 'DaemonSet', runs: { staging } }] : [];
  }),
};

/** The same in the catalogue. */
export function withKinds(catalogue: string, search = 'strategy: rolling'): string {
  const services = catalogue.indexOf('\nservices:');
  const [registry = ''] = /(?<=image: ).*(?=\/shop\/search)/.exec(catalogue) ?? [];
  return `${catalogue.slice(0, services)}
services:
  search:
    image: ${registry}/shop/search
    workload: { kind: StatefulSet, container: app }
    ${search}
    environments: { staging: {} }
  web:
    image: ${registry}/shop/web
    workload: { kind: DaemonSet, container: app }
    strategy: rolling
    environments: { staging: {} }
`;
}

type StatefulSet = KubeObject & {
  spec: { updateStrategy: { rollingUpdate: { partition: number } } };
  status?: { readyReplicas?: number };
};

/** The StatefulSet as it is now. Throws where it is not there. */
export function setOfSearch({ cluster }: SandboxWorld): StatefulSet {
  const found = cluster.objects.get('statefulsets', 'search', 'staging');
  if (!found) throw new Error('there is no StatefulSet search');
  return found as StatefulSet;
}

/** The version of each pod of a service, by the pod's name. */
export function versionsOf({ cluster }: SandboxWorld, service: string): Record<string, string> {
  const pods = cluster.objects.list('pods', {
    namespace: 'staging',
    labelSelector: `app=${service}`,
  }) as (KubeObject & {
    spec: { containers: { image: string }[] };
  })[];
  const version = (image = '') => /:([^:@/]*)(?:@|$)/.exec(image)?.[1] ?? '';
  return Object.fromEntries(pods.map(({ metadata, spec }) => [metadata.name, version(spec.containers[0]?.image)]));
}
