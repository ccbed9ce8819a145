import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { request } from 'undici';
import { expect, vi } from 'vitest';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import type { AnyCluster, MakeCluster, MakeProxy } from '../../sandbox/world/start.ts';
import { createClusters } from '../../src/platform/kube/index.ts';
import { createRouter } from '../../src/providers/routers/index.ts';
import type { RouteContext, Router } from '../../src/providers/routers/router.ts';
import { fenceOf } from '../support/fence.ts';
import { examplePlan, exampleTarget } from '../support/release-plan.ts';

const namespace = 'staging';
const target = exampleTarget({ namespace });
/** Pods of worlds that are played at the same time have addresses of their own. */
const network = `10.${244 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 4)}.250`;
/** How many requests are under way at the same time where they are counted. */
const abreast = 8;

export interface Way {
  cluster: MakeCluster<AnyCluster>;
  proxy: MakeProxy;
  /** The user's own routing object, by the path of its collection: it leads to the Service `checkout`, `/api` and all else. */
  routes: { path: string; object: object };
  /** Of the router. */
  config: { kind: string; [setting: string]: unknown };
}

export interface TwoPods {
  router: Router;
  /** One with other settings. */
  routerOf(config: Way['config']): Router;
  context: RouteContext;
  ask(headers?: Record<string, string>, path?: string): Promise<string>;
  /** One request of a browser with this `Cookie` header. @returns the answer, and the `Set-Cookie` headers with it */
  visit(cookie: string, path?: string): Promise<{ answer: string; cookies: string[] }>;
  /** Sends so many requests. @returns how many each pod has got, and all the different answers */
  count(requests: number): Promise<{ stable: number; candidate: number; answers: string[] }>;
  stop(): Promise<void>;
}

/** Stable and candidate as one pod each, behind a real proxy that a control plane tells what the cluster's routes say. */
export async function startTwoPods({ cluster: make, proxy: makeProxy, routes, config }: Way): Promise<TwoPods> {
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const cluster = await make(
      () => undefined,
      () => 0,
    );
    closing.push(() => cluster.close());
    const kube = connectKube(cluster.kubeconfig());
    closing.push(() => kube.close());
    await kube.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });

    const stable = await startPod('checkout', 1);
    const candidate = await startPod('checkout-candidate', 2);
    for (const pod of [stable, candidate]) {
      closing.push(() => pod.server.close().closeAllConnections());
      for (const [path, object] of behindService(pod)) await kube.post(path, object);
    }
    await kube.post(routes.path, routes.object);
    const addressOf = (host: string, port: number) => ({ host, port });
    const proxy = await makeProxy({ kubeconfig: cluster.kubeconfig(), addressOf });
    closing.push(() => proxy.stop());
    const clusters = createClusters({ [target.cluster]: { inline: cluster.kubeconfig() } });
    closing.push(() => clusters.close());
    const routerOf = (settings: Way['config']) => createRouter({ clusters }, settings);
    const router = routerOf(config);
    const context: RouteContext = { plan: examplePlan(), target, fence: fenceOf('r-1', 1), routesWritten: true };
    const send = async (headers: Record<string, string>, path: string) => {
      const answer = await request(proxy.url + path, { headers: { host: `checkout.${namespace}`, ...headers } });
      const cookies = [answer.headers['set-cookie'] ?? []].flat();
      return { answer: `${answer.statusCode} ${await answer.body.text()}`, cookies };
    };
    const ask = async (headers: Record<string, string> = {}, path = '/') => (await send(headers, path)).answer;
    await soon(async () => expect(await ask()).toBe('200 checkout'));
    await router.prepare(context);
    return {
      router,
      routerOf,
      context,
      ask,
      visit: (cookie, path = '/') => send(cookie === '' ? {} : { cookie }, path),
      async count(requests) {
        const before = { stable: stable.seen(), candidate: candidate.seen() };
        const answers = new Set<string>();
        let left = requests;
        const one = async () => {
          while (left-- > 0) answers.add(await ask());
        };
        await Promise.all(Array.from({ length: abreast }, one));
        return {
          stable: stable.seen() - before.stable,
          candidate: candidate.seen() - before.candidate,
          answers: [...answers].sort(),
        };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** For what a control plane needs a moment for. */
export function soon(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 60_000, interval: 50 });
}

interface Pod {
  name: string;
  ip: string;
  server: Server;
  seen(): number;
}

async function startPod(name: string, number: number): Promise<Pod> {
  const ip = `${network}.${number}`;
  let seen = 0;
  const server = createServer((_, response) => {
    seen += 1;
    response.end(name);
  });
  await once(server.listen(8080, ip), 'listening');
  return { name, ip, server, seen: () => seen };
}

/** A Service without a selector, and its one endpoint. */
function behindService({ name, ip }: Pod): [string, object][] {
  const metadata = { name, namespace };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  };
  return [
    [`/api/v1/namespaces/${namespace}/services`, service],
    [`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, slice],
  ];
}
