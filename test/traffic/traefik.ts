import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../sandbox/proxy/program.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';
import { freePort } from '../../sandbox/redis/ports.ts';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import type { MakeProxy } from '../../sandbox/world/start.ts';
import { makeClass, makeEdge } from './edge.ts';

interface Traefik {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a Traefik that follows a cluster.
 * @param provider which of its providers for Kubernetes, as its command line has it
 * @param port of its entry point; any by default
 */
export async function startTraefik(kubeconfig: string, provider: string, port?: number): Promise<Traefik> {
  const program = await fetchProxy('traefik', () => undefined);
  const dir = await mkdtemp(join(tmpdir(), 'sluice-traefik-'));
  const path = join(dir, 'kubeconfig.yaml');
  await writeFile(path, kubeconfig);
  const [web, own] = [port ?? (await freePort()), await freePort()];
  const args = [
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    `--providers.${provider}=true`,
    '--providers.providersthrottleduration=100ms',
    `--entrypoints.web.address=127.0.0.1:${web}`,
    `--entrypoints.traefik.address=127.0.0.1:${own}`,
    '--ping=true',
  ];
  const options = { health: { url: `http://127.0.0.1:${own}/ping` }, env: { KUBECONFIG: path } };
  const running = await startProgram(program, args, options);
  return {
    url: `http://127.0.0.1:${web}`,
    async stop() {
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A Traefik that is its own ingress controller: it follows the Ingress of a service, and the pods behind that. */
export const traefikFor =
  (service: string): MakeProxy =>
  async ({ kubeconfig }) => {
    await admit(kubeconfig, service);
    return startTraefik(kubeconfig, 'kubernetesingress');
  };

/** A Traefik behind the Gateway `edge` of the namespace, whose HTTPRoutes it follows. */
export const traefikGateway: MakeProxy = async ({ kubeconfig }) => {
  const port = await freePort();
  await makeClass(kubeconfig, 'traefik', 'traefik.io/gateway-controller');
  // Its listener is Traefik's entry point at this port.
  await makeEdge(kubeconfig, { gatewayClassName: 'traefik', port });
  return startTraefik(kubeconfig, 'kubernetesgateway', port);
};

/** What a company that uses Traefik has in its cluster. */
async function admit(kubeconfig: string, service: string): Promise<void> {
  const kube = connectKube(kubeconfig);
  const apiVersion = 'networking.k8s.io/v1';
  const backend = { service: { name: service, port: { name: 'http' } } };
  try {
    await kube.post('/apis/networking.k8s.io/v1/ingressclasses', {
      apiVersion,
      kind: 'IngressClass',
      metadata: { name: 'traefik' },
      spec: { controller: 'traefik.io/ingress-controller' },
    });
    await kube.post('/apis/networking.k8s.io/v1/namespaces/staging/ingresses', {
      apiVersion,
      kind: 'Ingress',
      metadata: { name: service },
      spec: {
        ingressClassName: 'traefik',
        rules: [{ host: `${service}.staging`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      },
    });
  } finally {
    await kube.close();
  }
}
