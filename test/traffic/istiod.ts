import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../../sandbox/proxy/program.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';
import { freePort } from '../../sandbox/redis/ports.ts';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import type { MakeProxy } from '../../sandbox/world/start.ts';
import { istiod } from '../support/kubernetes/istiod-program.ts';

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

/** Istio as it is: its control plane on this cluster, and an Envoy as the sidecar of somebody who calls the services. */
export const istio: MakeProxy = async ({ kubeconfig }) => {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-istio-'));
  const running: Program[] = [];
  const stop = async () => {
    for (const program of running.reverse()) await program.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await makeNamespace(kubeconfig);
    const discovery = await startIstiod(dir, kubeconfig);
    running.push(discovery.program);
    const sidecar = await startSidecar(dir, discovery.port);
    running.push(sidecar.program);
    return { url: `http://127.0.0.1:${sidecar.port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

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

async function startSidecar(dir: string, discovery: number) {
  const [port, admin] = [await freePort(), await freePort()];
  const bootstrap = join(dir, 'envoy.json');
  await writeFile(bootstrap, JSON.stringify(bootstrapOf(discovery, port, admin)));
  const args = ['-c', bootstrap, '--concurrency', '1', '--use-dynamic-base-id', '--log-level', 'warning'];
  const options = { health: { url: `http://127.0.0.1:${admin}/ready` } };
  return { port, program: await startProgram(await fetchProxy('envoy', () => undefined), args, options) };
}

function bootstrapOf(discovery: number, port: number, admin: number): object {
  const source = { ads: {}, resource_api_version: 'V3' };
  const at = (port_value: number) => ({ socket_address: { address: '127.0.0.1', port_value } });
  const http2 = {
    '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
    explicit_http_config: { http2_protocol_options: {} },
  };
  const metadata = {
    NAMESPACE: 'staging',
    CLUSTER_ID: 'Kubernetes',
    ISTIO_VERSION: '1.31.0',
    LABELS: { app: 'caller' },
    // Nothing is diverted to it, so that it has no inbound side, which would wait for certificates.
    INTERCEPTION_MODE: 'NONE',
    HTTP_PROXY_PORT: String(port),
  };
  return {
    node: { id: 'sidecar~10.244.255.1~caller.staging~staging.svc.cluster.local', cluster: 'caller.staging', metadata },
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
