import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCluster, type SandboxCluster } from '../../sandbox/cluster/index.ts';
import { freePort } from '../../sandbox/redis/ports.ts';
import { byMark, byMirror, byWeight, type Mark } from '../../src/domain/route.ts';
import { createClusters } from '../../src/platform/kube/index.ts';
import { createRouter } from '../../src/providers/routers/index.ts';
import type { RouteContext, Router } from '../../src/providers/routers/router.ts';
import { fenceOf } from '../support/fence.ts';
import { examplePlan, exampleTarget } from '../support/release-plan.ts';
import { makeGateway, startTraefik } from './traefik.ts';

const namespace = 'staging';
const target = exampleTarget({ namespace });
const context: RouteContext = { plan: examplePlan(), target, fence: fenceOf('r-1', 1), routesWritten: true };
const tracks = { checkout: '10.244.250.1', 'checkout-candidate': '10.244.250.2' };

describe('marks through Traefik as a Gateway', () => {
  let cluster: SandboxCluster;
  let clusters: ReturnType<typeof createClusters>;
  let traefik: Awaited<ReturnType<typeof startTraefik>>;
  let router: Router;
  const servers: Server[] = [];
  const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

  beforeAll(async () => {
    cluster = await createCluster({});
    cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const [name, ip] of Object.entries(tracks)) servers.push(await servedBy(cluster, name, ip));
    cluster.objects.create({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'checkout', namespace },
      spec: {
        parentRefs: [{ name: 'edge' }],
        hostnames: ['checkout.staging'],
        rules: [
          { matches: [{ path: { type: 'PathPrefix', value: '/api' } }], backendRefs: [{ name: 'checkout', port: 80 }] },
          { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'checkout', port: 80 }] },
        ],
      },
    });
    const port = await freePort();
    await makeGateway(cluster.kubeconfig(), port);
    traefik = await startTraefik(cluster.kubeconfig(), 'kubernetesgateway', port);
    clusters = createClusters({ [target.cluster]: { inline: cluster.kubeconfig() } });
    router = createRouter({ clusters }, { kind: 'gateway', httpRoute: 'checkout', cookies: true });
    await soon(async () => expect(await ask()).toBe('checkout'));
    await router.prepare(context);
  }, 60_000);
  afterAll(async () => {
    await traefik?.stop();
    await clusters?.close();
    for (const server of servers) server.close().closeAllConnections();
    await cluster?.close();
  });

  async function ask(headers: Record<string, string> = {}, path = '/'): Promise<string> {
    const answer = await request(traefik.url + path, { headers: { host: 'checkout.staging', ...headers } });
    return answer.body.text();
  }

  it.each<[Mark, Record<string, string>, Record<string, string>]>([
    [{ in: 'header', name: 'X-Beta', value: 'a.b*' }, { 'x-beta': 'a.b*' }, { 'x-beta': 'aXbb' }],
    [{ in: 'cookie', name: 'beta', value: 'v.1|2' }, { cookie: 'a=b; beta=v.1|2; c=d' }, { cookie: 'beta=v.1' }],
  ])('lead to the candidate, and nobody else: %j', async (mark, marked, other) => {
    expect(await router.unable?.(target, [byMark(mark)])).toEqual([]);
    await router.shift(context, byMark(mark));
    await soon(async () => expect(await ask(marked)).toBe('checkout-candidate'));
    expect(await ask(marked, '/api/x')).toBe('checkout-candidate');
    expect([await ask(), await ask(other), await ask(other, '/api/x')]).toEqual(['checkout', 'checkout', 'checkout']);
    await router.shift(context, byWeight(0));
    await soon(async () => expect(await ask(marked)).toBe('checkout'));
  });

  it('stand in a parameter, too', async () => {
    const mark: Mark = { in: 'query', name: 'beta', value: '1.0' };
    expect(await router.unable?.(target, [byMark(mark)])).toEqual([]);
    await router.shift(context, byMark(mark));
    await soon(async () => expect(await ask({}, '/?beta=1.0')).toBe('checkout-candidate'));
    expect([await ask({}, '/?beta=1x0'), await ask({}, '/api')]).toEqual(['checkout', 'checkout']);
  });

  it('go together with a share of all others', async () => {
    const mark: Mark = { in: 'header', name: 'x-beta', value: 'yes' };
    await router.shift(context, byMark(mark, 25));
    await soon(async () => expect(await ask({ 'x-beta': 'yes' })).toBe('checkout-candidate'));
    let candidate = 0;
    for (let sent = 0; sent < 400; sent += 1) if ((await ask()) === 'checkout-candidate') candidate += 1;
    // Traefik takes turns, so that chance has no part in it.
    expect(Math.abs(candidate - 100)).toBeLessThanOrEqual(2);
  });

  it('are refused as copies, which Traefik would answer with an error', async () => {
    expect(await router.unable?.(target, [byMirror(20)])).toMatchObject([
      {
        severity: 'refuse',
        detail: expect.stringContaining('GatewayClass traefik does not list HTTPRouteRequestMirror'),
      },
    ]);
  });

  it('are gone afterwards', async () => {
    await router.shift(context, byWeight(0));
    await router.clean(context);
    await soon(async () => expect(await ask({ 'x-beta': 'yes' })).toBe('checkout'));
    expect(await router.leftovers(context)).toEqual([]);
  });
});

/** A Service whose one pod says its name, at an address that is this machine's. */
async function servedBy(cluster: SandboxCluster, name: string, ip: string): Promise<Server> {
  const server = createServer((_, response) => response.end(name));
  await once(server.listen(8080, ip), 'listening');
  const metadata = { name, namespace };
  cluster.objects.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  cluster.objects.create({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  } as never);
  return server;
}
