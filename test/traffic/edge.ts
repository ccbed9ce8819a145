import { connectKube } from '../../sandbox/workloads/kube-client.ts';

const apiVersion = 'gateway.networking.k8s.io/v1';

/** A class of Gateways, for an implementation that does not make its own. */
export async function makeClass(kubeconfig: string, name: string, controllerName: string): Promise<void> {
  const object = { apiVersion, kind: 'GatewayClass', metadata: { name }, spec: { controllerName } };
  await post(kubeconfig, [[`/apis/${apiVersion}/gatewayclasses`, object]]);
}

export interface Edge {
  gatewayClassName: string;
  /** At which requests come. */
  port: number;
  /** The Service, by name and label, of proxies that somebody has set up; none where the implementation knows its own. */
  service?: string;
}

/** The Gateway `edge` of the namespace `staging`, for routes of that namespace. */
export async function makeEdge(kubeconfig: string, { gatewayClassName, port, service }: Edge): Promise<void> {
  const listener = { name: 'web', protocol: 'HTTP', port, allowedRoutes: { namespaces: { from: 'Same' } } };
  const addresses = service ? [{ type: 'Hostname', value: `${service}.staging.svc.cluster.local` }] : undefined;
  const gateway = {
    apiVersion,
    kind: 'Gateway',
    metadata: { name: 'edge' },
    spec: { gatewayClassName, listeners: [listener], ...(addresses && { addresses }) },
  };
  await post(kubeconfig, [
    ...(service ? [serviceOf(service, port)] : []),
    [`/apis/${apiVersion}/namespaces/staging/gateways`, gateway],
  ]);
}

function serviceOf(name: string, port: number): [string, object] {
  const ports = [{ name: 'http', port, targetPort: port }];
  const spec = { selector: { app: name }, ports };
  return ['/api/v1/namespaces/staging/services', { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec }];
}

async function post(kubeconfig: string, objects: readonly [path: string, object: object][]): Promise<void> {
  const kube = connectKube(kubeconfig);
  try {
    for (const [path, object] of objects) await kube.post(path, object);
  } finally {
    await kube.close();
  }
}
