import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../../sandbox/proxy/program.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';
import { freePort } from '../../sandbox/redis/ports.ts';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import type { MakeProxy } from '../../sandbox/world/start.ts';
import { istiod } from '../support/kubernetes/istiod-program.ts';
import { makeEdge } from './edge.ts';

/** Only what needs neither certificates nor filters that are in Istio's own build of Envoy. */
const environment = {
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_TELEMETRY_LABEL: 'false',
  PILOT_ENDPOINT_TELEMETRY_LABEL: 'false',
  PILOT_DISABLE_MX_ALPN: 'true',
  ENABLE_CA_SERVER: 'false',
  VALIDATION_WEBHOOK_CONFIG_NAME: '',
  INJECTION_WEBHOOK_CONFIG_NAME: '',
  POD_NAMESPACE: 'istio-system',
  POD_NAME: 'istiod-1',
  REVISION: 'default',
};
const mesh = { enableAutoMtls: false, defaultProviders: { metrics: [], tracing: [] } };

const sidecar: Place = {
  type: 'sidecar',
  app: 'caller',
  ip: '10.244.255.1',
  // Nothing is diverted to it, so that it has no inbound side, which would wait for certificates.
  metadata: (port) => ({ INTERCEPTION_MODE: 'NONE', HTTP_PROXY_PORT: String(port) }),
};
const gateway: Place = { type: 'router', app: 'edge', ip: '10.244.255.2', metadata: () => ({}) };

/** Istio as it is: its control plane on this cluster, and an Envoy as the sidecar of somebody who calls the services. */
export const istio: MakeProxy = ({ kubeconfig }) => startIstio(kubeconfig, sidecar, async () => undefined);

/** The same as an implementation of the Gateway API: an Envoy that a person has set up is the Gateway `edge`. */
export const istioGateway: MakeProxy = ({ kubeconfig }) =>
  startIstio(kubeconfig, gateway, async (port) => {
    await makeEdge(kubeconfig, { gatewayClassName: 'istio', port, service: gateway.app });
  });

/** Which part of a mesh an Envoy is. */
interface Place {
  type: 'sidecar' | 'router';
  /** Its label, by which a Service finds it. */
  app: string;
  ip: string;
  metadata(port: number): Record<string, string>;
}

/** @param make what has to be in the cluster for this place, by the port at which requests come */
async function startIstio(kubeconfig: string, place: Place, make: (port: number) => Promise<void>) {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-istio-'));
  const running: Program[] = [];
  const stop = async () => {
    for (const program of running.reverse()) await program.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    await makeNamespace(kubeconfig);
    await make(port);
    const discovery = await startIstiod(dir, kubeconfig);
    running.push(discovery.program);
    running.push(await startEnvoy(dir, discovery.port, { place, port }));
    return { url: `http://127.0.0.1:${port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeNamespace(kubeconfig: string): Promise<void> {
  const kube = connectKube(kubeconfig);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };
  await kube.post('/api/v1/namespaces', namespace).finally(() => kube.close());
}

async function startIstiod(dir: string, kubeconfig: string) {
  const [port, http, monitoring] = [await freePort(), await freePort(), await freePort()];
  const paths = { kubeconfig: join(dir, 'kubeconfig.yaml'), mesh: join(dir, 'mesh.yaml') };
  await writeFile(paths.kubeconfig, kubeconfig);
  await writeFile(paths.mesh, JSON.stringify(mesh));
  const args = [
    'discovery',
    `--kubeconfig=${paths.kubeconfig}`,
    `--meshConfig=${paths.mesh}`,
    `--httpAddr=127.0.0.1:${http}`,
    `--monitoringAddr=127.0.0.1:${monitoring}`,
    `--grpcAddr=127.0.0.1:${port}`,
    '--secureGRPCAddr=',
  ];
  const options = { env: environment, health: { url: `http://127.0.0.1:${http}/ready` } };
  return { port, program: await startProgram(await istiod.pathOf('pilot-discovery'), args, options) };
}

interface Node {
  place: Place;
  port: number;
}

async function startEnvoy(dir: string, discovery: number, node: Node): Promise<Program> {
  const admin = await freePort();
  const bootstrap = join(dir, 'envoy.json');
  await writeFile(bootstrap, JSON.stringify(bootstrapOf(discovery, node, admin)));
  const args = ['-c', bootstrap, '--concurrency', '1', '--use-dynamic-base-id', '--log-level', 'warning'];
  const options = { health: { url: `http://127.0.0.1:${admin}/ready` } };
  return startProgram(await fetchProxy('envoy', () => undefined), args, options);
}

function nodeOf({ place: { type, app, ip, metadata }, port }: Node): object {
  return {
    id: `${type}~${ip}~${app}.staging~staging.svc.cluster.local`,
    cluster: `${app}.staging`,
    metadata: {
      NAMESPACE: 'staging',
      CLUSTER_ID: 'Kubernetes',
      ISTIO_VERSION: '1.31.0',
      LABELS: { app },
      ...metadata(port),
    },
  };
}

function bootstrapOf(discovery: number, node: Node, admin: number): object {
  const source = { ads: {}, resource_api_version: 'V3' };
  const at = (port_value: number) => ({ socket_address: { address: '127.0.0.1', port_value } });
  const http2 = {
    '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
    explicit_http_config: { http2_protocol_options: {} },
  };
  return {
    node: nodeOf(node),
    admin: { address: at(admin) },
    dynamic_resources: {
      cds_config: source,
      lds_config: source,
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: 'istiod' } }],
      },
    },
    static_resources: {
      clusters: [
        {
          name: 'istiod',
          type: 'STATIC',
          typed_extension_protocol_options: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': http2 },
          load_assignment: {
            cluster_name: 'istiod',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: at(discovery) } }] }],
          },
        },
      ],
    },
  };
}
