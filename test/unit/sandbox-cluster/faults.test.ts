import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Watch } from '@kubernetes/client-node';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LISTEN_ANNOTATION } from '../../../sandbox/cluster/index.ts';
import { namespace, robotCluster } from './robot-cluster.ts';

const { cluster, config, core } = await robotCluster();
afterAll(() => cluster.close());
afterEach(() => cluster.faults.clear());

interface Seen {
  type: string;
  name: string;
  code?: number;
}

async function watchConfigMaps(resourceVersion = '') {
  const seen: Seen[] = [];
  let end = (_error: unknown): void => {};
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const controller = await new Watch(config).watch(
    path,
    { resourceVersion },
    (type, object) => seen.push({ type, name: object.metadata?.name, code: object.code }),
    (error) => end(error),
  );
  return { seen, ended, stop: () => controller.abort() };
}

describe('faults on demand', () => {
  it('answers 429 with Retry-After as often as asked, to whom it is meant for', async () => {
    const fault = cluster.faults.add(
      { kind: 'status', code: 429, retryAfterSeconds: 7 },
      { match: { verbs: ['list'], resource: 'configmaps', userAgent: /./ }, times: 2 },
    );
    for (let turn = 0; turn < 2; turn += 1) {
      const refused = await core.listNamespacedConfigMap({ namespace }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 429, headers: { 'retry-after': '7' } });
    }
    expect((await core.listNamespacedConfigMap({ namespace })).items).toEqual([]);
    expect((await core.listNamespacedSecret({ namespace })).items).toEqual([]);
    expect(fault.hits()).toBe(2);
  });

  it('gives server errors until the fault is removed', async () => {
    const fault = cluster.faults.add({ kind: 'status', code: 503 }, { match: { user: 'robot' } });
    await expect(core.listNamespace()).rejects.toMatchObject({ code: 503 });
    fault.remove();
    await expect(core.listNamespace()).resolves.toBeDefined();
  });

  it('loses an answer although the write was done', async () => {
    cluster.faults.add({ kind: 'cut', when: 'after' }, { match: { verbs: ['create'] }, times: 1 });
    const body = { metadata: { name: 'lost' } };
    await expect(core.createNamespacedConfigMap({ namespace, body })).rejects.toThrow();
    expect(cluster.objects.get('configmaps', 'lost')).toBeDefined();
    expect(cluster.journal.entries((entry) => entry.name === 'lost')).toMatchObject([{ verb: 'create', code: 0 }]);
  });

  it('cuts a connection before the write is done', async () => {
    cluster.faults.add({ kind: 'cut', when: 'before' }, { match: { verbs: ['create'] }, times: 1 });
    const body = { metadata: { name: 'never' } };
    await expect(core.createNamespacedConfigMap({ namespace, body })).rejects.toThrow();
    expect(cluster.objects.get('configmaps', 'never')).toBeUndefined();
  });

  it('refuses connections and accepts them again on the same address', async () => {
    await cluster.faults.refuseConnections(true);
    await expect(core.listNamespace()).rejects.toThrow();
    await cluster.faults.refuseConnections(false);
    await expect(core.listNamespace()).resolves.toBeDefined();
  });

  it('drops watches', async () => {
    const watch = await watchConfigMaps();
    await vi.waitFor(() => expect(cluster.faults.dropWatches({ resource: 'configmaps' })).toBe(1), { timeout: 20_000 });
    await watch.ended;
  });

  it('keeps a watch open but silent, and tells everything when the silence ends', async () => {
    const silence = cluster.faults.add({ kind: 'silent-watch' }, { match: { resource: 'configmaps' } });
    const from = (await core.listNamespacedConfigMap({ namespace })).metadata?.resourceVersion ?? '';
    const watch = await watchConfigMaps(from);
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'quiet' } } });
    await core.listNamespacedConfigMap({ namespace });
    expect(watch.seen).toEqual([]);
    silence.remove();
    await vi.waitFor(() => expect(watch.seen).toMatchObject([{ type: 'ADDED', name: 'quiet' }]), { timeout: 20_000 });
    watch.stop();
  });

  it('tells a watch that its revision is gone', async () => {
    cluster.faults.add({ kind: 'expired-watch' }, { times: 1 });
    const watch = await watchConfigMaps('1');
    await watch.ended;
    expect(watch.seen).toMatchObject([{ type: 'ERROR', code: 410 }]);
  });
});

describe('the pod proxy', () => {
  it('passes requests on to the listener that the pod names, without the token', async () => {
    const upstream = createServer((request, response) => {
      const { authorization = 'none' } = request.headers;
      response.setHeader('Content-Type', 'text/plain');
      response.end(`${request.method} ${request.url} ${authorization}`);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    const spec = { containers: [{ name: 'app', image: 'x:1', ports: [{ name: 'http', containerPort: 8080 }] }] };
    cluster.objects.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'served', annotations: { [LISTEN_ANNOTATION]: String(port) } },
      spec,
    });
    const path = { namespace, name: 'served:8080', path: 'metrics' };
    expect(await core.connectGetNamespacedPodProxyWithPath(path)).toBe('GET /metrics none');
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
    await expect(core.connectGetNamespacedPodProxyWithPath(path)).rejects.toMatchObject({ code: 503 });
    await expect(core.connectGetNamespacedPodProxyWithPath({ ...path, name: 'nobody:1' })).rejects.toMatchObject({
      code: 404,
    });
  });
});
