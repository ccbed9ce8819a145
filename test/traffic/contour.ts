import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Program, startProgram } from '../../sandbox/proxy/program.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';
import { freePort } from '../../sandbox/redis/ports.ts';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import type { MakeProxy } from '../../sandbox/world/start.ts';
import { contour } from '../support/kubernetes/contour-program.ts';
import { installContour } from '../support/kubernetes/istio.ts';
import { makeClass, makeEdge } from './edge.ts';

const run = promisify(execFile);
const namespace = 'projectcontour';
/** Of kinds that are in experimental versions of the Gateway API, and that nobody here uses. */
const disabled = ['tlsroutes', 'tcproutes', 'backendtlspolicies', 'extensionservices'];
/** Contour has Envoy listen at another port than the Gateway says, since a container may not listen at low ones. */
const containerOffset = 8000;

/** Contour as an implementation of the Gateway API: it serves the Gateway `edge`, and an Envoy does as it says. */
export const contourGateway: MakeProxy = async ({ kubeconfig }) => {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-contour-'));
  const running: Program[] = [];
  const stop = async () => {
    for (const program of running.reverse()) await program.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    await installContour(kubeconfig);
    await makeNamespace(kubeconfig);
    await makeClass(kubeconfig, 'contour', 'projectcontour.io/gateway-controller');
    await makeEdge(kubeconfig, { gatewayClassName: 'contour', port: port - containerOffset });
    const [xds, stats] = [await freePort(), await freePort()];
    running.push(await startContour(dir, kubeconfig, { xds, stats }));
    running.push(await startEnvoy(dir, { xds, stats }));
    return { url: `http://127.0.0.1:${port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

async function makeNamespace(kubeconfig: string): Promise<void> {
  const kube = connectKube(kubeconfig);
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await kube.post('/api/v1/namespaces', object).finally(() => kube.close());
}

/** Where Contour tells Envoy what to do, and where Envoy says how it is. */
interface Ports {
  xds: number;
  stats: number;
}

async function startContour(dir: string, kubeconfig: string, { xds, stats }: Ports): Promise<Program> {
  const [health, metrics, debug] = [await freePort(), await freePort(), await freePort()];
  const paths = { kubeconfig: join(dir, 'kubeconfig.yaml'), config: join(dir, 'contour.yaml') };
  await writeFile(paths.kubeconfig, kubeconfig);
  await writeFile(paths.config, JSON.stringify({ gateway: { gatewayRef: { namespace: 'staging', name: 'edge' } } }));
  const at = (name: string, port: number) => [`--${name}-address=127.0.0.1`, `--${name}-port=${port}`];
  const args = [
    'serve',
    `--config-path=${paths.config}`,
    '--no-incluster',
    `--kubeconfig=${paths.kubeconfig}`,
    '--insecure',
    '--disable-leader-election',
    ...disabled.map((each) => `--disable-feature=${each}`),
    ...at('xds', xds),
    ...at('health', health),
    ...at('http', metrics),
    ...at('debug-http', debug),
    ...at('stats', stats),
  ];
  const options = { health: { url: `http://127.0.0.1:${health}/healthz` } };
  return startProgram(await contour.pathOf('contour'), args, options);
}

async function startEnvoy(dir: string, { xds, stats }: Ports): Promise<Program> {
  const bootstrap = join(dir, 'envoy.json');
  const address = ['--xds-address=127.0.0.1', `--xds-port=${xds}`, `--admin-address=${join(dir, 'admin.sock')}`];
  await run(await contour.pathOf('contour'), ['bootstrap', bootstrap, ...address]);
  const node = ['--service-node', 'contour', '--service-cluster', 'contour'];
  const args = ['-c', bootstrap, ...node, '--concurrency', '1', '--use-dynamic-base-id', '--log-level', 'warning'];
  const options = { health: { url: `http://127.0.0.1:${stats}/ready` } };
  return startProgram(await fetchProxy('envoy', () => undefined), args, options);
}
