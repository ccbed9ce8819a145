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
    kind: 'Deployment',
    metadata,
    spec: deploymentSpec(service, run.replicas, image),
  };
  if (service.routing.kind === 'queue') return [workload];
  const port = { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' };
  const front: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app: service.name }, ports: [port] },
  };
  if (service.routing.kind === 'service') return [front, workload];
  return [front, ...istioManifests(service.name, metadata, service.routing.subsets), workload];
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

function deploymentSpec(service: WorldService, replicas: number, image: string) {
  const surge = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
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
    replicas,
    revisionHistoryLimit: 5,
    progressDeadlineSeconds: 30,
    selector: { matchLabels: { app: service.name } },
    strategy: service.update === 'Recreate' ? { type: 'Recreate' } : surge,
    template: {
      metadata: { labels: { app: service.name }, annotations },
      spec: { terminationGracePeriodSeconds: 5, containers: [container] },
    },
  };
}
