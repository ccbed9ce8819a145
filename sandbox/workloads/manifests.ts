import type { World, WorldEnvironment, WorldService } from './world.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: object;
}

/** Port that the simulated containers say they listen on; named `http`. */
export const containerPort = 8080;
/** CPU that a simulated container asks for, in thousandths of a core. */
export const cpuRequest = 100;

/**
 * The objects of a world on one of its clusters, in the order to create them: what the company's own people would
 * have applied, with nothing of Sluice in it. `registryHost` (`host:port`) comes before the image names.
 */
export function manifestsOf(world: World, registryHost: string, cluster?: string): Manifest[] {
  const environments = world.environments.filter(
    (environment) => (cluster ?? environment.cluster) === environment.cluster,
  );
  const namespaces = [...new Set(environments.map(({ namespace }) => namespace))];
  return [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...environments.flatMap((environment) =>
      world.services.flatMap((service) => serviceManifests(service, environment, registryHost)),
    ),
  ];
}

function serviceManifests(service: WorldService, environment: WorldEnvironment, registryHost: string): Manifest[] {
  const run = service.runs[environment.name];
  if (run === undefined) return [];
  const { namespace } = environment;
  const metadata = { name: service.name, namespace, labels: { app: service.name } };
  const image = `${registryHost}/${service.image}:${run.version}`;
  const workload: Manifest = {
    apiVersion: 'apps/v1',
    kind: service.makes ?? 'Deployment',
    metadata,
    spec: workloadSpec(service, run.replicas, image),
  };
  if (service.routing.kind === 'queue') return [workload];
  const port = { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' };
  const front: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app: service.name }, ports: [port] },
  };
  switch (service.routing.kind) {
    case 'service':
      return [front, workload];
    case 'gateway':
      return [front, httpRouteManifest(service.name, metadata), workload];
    case 'istio':
      return [front, ...istioManifests(service.name, metadata, service.routing.subsets), workload];
  }
}

/** At the Gateway `edge` of its namespace, under the name by which Services are called. */
function httpRouteManifest(name: string, metadata: Manifest['metadata']): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata,
    spec: {
      parentRefs: [{ name: 'edge' }],
      hostnames: [`${name}.${metadata.namespace}`],
      // What a server adds by itself; the sandbox's does not.
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name, port: 80 }] }],
    },
  };
}

function istioManifests(
  host: string,
  metadata: Manifest['metadata'],
  subsets: readonly { name: string; labels: Readonly<Record<string, string>> }[] | undefined,
): Manifest[] {
  const apiVersion = 'networking.istio.io/v1';
  const http = [
    {
      name: 'primary',
      route: [{ destination: { host } }],
      timeout: '5s',
      retries: { attempts: 0 },
    },
  ];
  const trafficPolicy = { connectionPool: { http: { http2MaxRequests: 1000 } } };
  return [
    { apiVersion, kind: 'VirtualService', metadata, spec: { hosts: [host], http } },
    {
      apiVersion,
      kind: 'DestinationRule',
      metadata,
      spec: { host, trafficPolicy, ...(subsets === undefined ? {} : { subsets }) },
    },
  ];
}

function workloadSpec(service: WorldService, replicas: number, image: string) {
  const port = String(containerPort);
  const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': port, 'prometheus.io/path': '/metrics' };
  const container = {
    name: 'app',
    image,
    ports: [{ name: 'http', containerPort, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
    resources: { requests: { cpu: `${cpuRequest}m`, memory: '128Mi' }, limits: { memory: '256Mi' } },
  };
  return {
    ...ownSpec(service, replicas),
    revisionHistoryLimit: 5,
    selector: { matchLabels: { app: service.name } },
    template: {
      metadata: { labels: { app: service.name }, annotations },
      spec: { terminationGracePeriodSeconds: 5, containers: [container] },
    },
  };
}

/** What only its kind has. */
function ownSpec({ makes, name, update }: WorldService, replicas: number): object {
  if (makes === 'DaemonSet') return {};
  if (makes === 'StatefulSet') return { replicas, serviceName: name };
  const surge = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  return { replicas, progressDeadlineSeconds: 30, strategy: update === 'Recreate' ? { type: 'Recreate' } : surge };
}
