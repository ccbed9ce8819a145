import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Envoy, startEnvoy } from '../../sandbox/proxy/envoy.ts';
import { type ClusterState, translate } from '../../sandbox/proxy/translate.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';

const own = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'shop', uid: name, labels },
});

/** A pod that says its name; `seen` counts what came. */
async function startPod(name: string) {
  const pod = { name, seen: 0, server: createServer() };
  pod.server.on('request', (_, response) => {
    pod.seen += 1;
    response.end(name);
  });
  pod.server.listen(0, '127.0.0.1');
  await once(pod.server, 'listening');
  return pod;
}

describe('a real Envoy, told by the sandbox', () => {
  let envoy: Envoy;
  let pods: { name: string; seen: number; server: Server }[];
  beforeAll(async () => {
    envoy = await startEnvoy(await fetchProxy('envoy', () => undefined));
    pods = await Promise.all(['web', 'web-candidate'].map(startPod));
  });
  afterAll(async () => {
    await envoy.stop();
    for (const { server } of pods) server.close().closeAllConnections();
  });

  const addressOf = (name: string) => {
    const pod = pods.find((each) => each.name === name);
    return pod && { host: '127.0.0.1', port: (pod.server.address() as AddressInfo).port };
  };
  const slice = (service: string) => ({
    ...own(service, { 'kubernetes.io/service-name': service }),
    endpoints: [{ addresses: [service], targetRef: { name: service } }],
    ports: [{ port: 8080 }],
  });
  const write = async (http: object[], candidate = true) => {
    const services = candidate ? ['web', 'web-candidate'] : ['web'];
    const state: ClusterState = {
      services: services.map((name) => own(name)),
      slices: services.map(slice),
      pods: [own('web', { track: 'stable' })],
      virtualServices: [{ ...own('web'), spec: { hosts: ['web'], http } }],
      destinationRules: [
        { ...own('web'), spec: { host: 'web', subsets: [{ name: 'stable', labels: { track: 'stable' } }] } },
      ],
    };
    await envoy.write(translate(state, addressOf));
  };
  const ask = async (headers: Record<string, string> = {}, path = '/') => {
    const answer = await request(envoy.url + path, { headers: { host: 'web.shop', ...headers } });
    return { code: answer.statusCode, text: await answer.body.text() };
  };
  const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
  const rejected = async () => {
    const { body } = await request(`${envoy.adminUrl}/stats?filter=update_rejected`);
    return (await body.text()).split('\n').filter((line) => !/^$|: 0$/.test(line));
  };

  it('follows conditions in their order, and takes all that can be said', async () => {
    const to = (host: string, subset?: string) => ({ destination: { host, ...(subset ? { subset } : {}) } });
    await write([
      {
        match: [
          { headers: { cookie: { regex: '(.*;\\s*)?user=beta(;.*)?' } } },
          { queryParams: { track: { exact: 'new' } }, method: { exact: 'GET' } },
          { uri: { prefix: '/beta' }, withoutHeaders: { 'x-no': {} }, headers: { 'x-yes': {} } },
        ],
        route: [to('web-candidate')],
        timeout: '1m500ms',
        retries: { attempts: 3, retryOn: 'connect-failure' },
      },
      { match: [{ uri: { regex: '/r[0-9]+' } }, { uri: { exact: '/exact' } }], route: [to('nowhere')] },
      { route: [to('web', 'stable')] },
    ]);
    await soon(async () => expect((await ask()).text).toBe('web'));
    expect((await ask({ cookie: 'a=b; user=beta' })).text).toBe('web-candidate');
    expect((await ask({ cookie: 'user=betamax' })).text).toBe('web');
    expect((await ask({}, '/?track=new')).text).toBe('web-candidate');
    expect((await ask({ 'x-yes': '1' }, '/beta')).text).toBe('web-candidate');
    expect((await ask({ 'x-yes': '1', 'x-no': '1' }, '/beta')).text).toBe('web');
    expect((await ask({}, '/r12')).code).toBe(503);
    expect((await ask({}, '/exact')).code).toBe(503);
    expect((await ask({ host: 'other.shop' })).code).toBe(404);
    expect(await rejected()).toEqual([]);
  });

  it('copies requests to a mirror, whose answers nobody gets', async () => {
    const route = { route: [{ destination: { host: 'web' } }] };
    await write([{ ...route, mirror: { host: 'web-candidate' }, mirrorPercentage: { value: 100 } }]);
    const seen = () => pods[1]?.seen ?? 0;
    const before = seen();
    await soon(async () => {
      expect((await ask()).text).toBe('web');
      expect(seen()).toBeGreaterThan(before);
    });
    expect(await rejected()).toEqual([]);
  });

  it('serves nobody where all weights are 0, and drops a Service that is gone', async () => {
    const weighted = [
      { destination: { host: 'web' }, weight: 0 },
      { destination: { host: 'web-candidate' }, weight: 0 },
    ];
    await write([{ route: weighted }]);
    await soon(async () => expect((await ask()).code).toBe(503));
    await write([{ route: [{ destination: { host: 'web' } }] }], false);
    await soon(async () => expect((await ask()).text).toBe('web'));
    await soon(async () => {
      const { body } = await request(`${envoy.adminUrl}/clusters`);
      expect(await body.text()).not.toContain('web-candidate.shop::');
    });
    await write([{ route: [{ destination: { host: 'web-candidate' } }] }]);
    await soon(async () => expect((await ask()).text).toBe('web-candidate'));
    expect(await rejected()).toEqual([]);
  });
});
