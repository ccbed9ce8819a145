import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKubeconfig } from '../../../sandbox/workloads/kubeconfig.ts';
import { as, type Client, connect, createNamespace } from './client.ts';
import type { ClusterTarget } from './target.ts';

const meta = 'g=meta.k8s.io;v=v1';
const listAccept = `application/json;as=PartialObjectMetadataList;${meta}`;
const objectAccept = `application/json;as=PartialObjectMetadata;${meta}`;

interface Body {
  kind: string;
  apiVersion: string;
  reason?: string;
  metadata: { name: string; labels?: Record<string, string>; resourceVersion: string };
  items?: Body[];
  data?: object;
}

/** Objects without their content: what controllers that watch every kind ask for. */
export function metadataSuite(target: () => ClusterTarget): void {
  describe('metadata only', () => {
    let client: Client;
    let namespace: string;
    let agent: Agent;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
      agent = new Agent({ connect: readKubeconfig(target().kubeconfig).tls });
    });
    afterAll(() => agent.destroy());
    const ask = (path: string, accept: string, signal?: AbortSignal) => {
      const { server, headers } = readKubeconfig(target().kubeconfig);
      return request(server + path, { headers: { ...headers, accept }, dispatcher: agent, signal: signal ?? null });
    };
    const read = async (path: string, accept: string) => {
      const { statusCode, body } = await ask(path, accept);
      return { code: statusCode, body: (await body.json()) as Body };
    };
    const maps = () => `/api/v1/namespaces/${namespace}/configmaps`;
    const configMap = (name: string) =>
      client.core.createNamespacedConfigMap({
        namespace,
        body: { metadata: { name, labels: { name } }, data: { a: 'b' } },
      });

    it('lists metadata only', async () => {
      await configMap('listed');
      const { body } = await read(`${maps()}?labelSelector=name%3Dlisted`, `${listAccept},application/json`);
      expect(body).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
      expect(body.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(body.items).toHaveLength(1);
      const [item] = body.items ?? [];
      expect(item).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' });
      expect(item?.metadata).toMatchObject({ name: 'listed', labels: { name: 'listed' } });
      expect(item).not.toHaveProperty('data');
    });

    it('gives the metadata of one object, and refuses a form that does not fit', async () => {
      await configMap('one');
      const { body } = await read(`${maps()}/one`, objectAccept);
      expect(body).toMatchObject({
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { name: 'one' },
      });
      expect(body).not.toHaveProperty('data');
      const missing = await read(`${maps()}/none`, objectAccept);
      expect(missing).toMatchObject({ code: 404, body: { kind: 'Status', reason: 'NotFound' } });
      for (const [path, accept] of [
        [maps(), objectAccept],
        [`${maps()}/one`, listAccept],
        [maps(), 'application/json;as=Mystery;g=meta.k8s.io;v=v1'],
        [maps(), 'image/png'],
      ] as const) {
        expect(await read(path, accept)).toMatchObject({ code: 406, body: { reason: 'NotAcceptable' } });
      }
    });

    it('gives whole objects to a client that would also take them', async () => {
      await configMap('whole');
      const { body } = await read(`${maps()}/whole`, `application/json;as=Mystery;${meta},application/json`);
      expect(body).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { a: 'b' } });
      expect((await read(`${maps()}/whole`, '*/*')).body.kind).toBe('ConfigMap');
    });

    it('watches metadata only, to the end of an object', async () => {
      await configMap('watched');
      const stop = new AbortController();
      const path = `${maps()}?watch=true&fieldSelector=metadata.name%3Dwatched`;
      const { body } = await ask(path, `${objectAccept},application/json`, stop.signal);
      const labels = { metadata: { labels: { seen: 'yes' } } };
      await client.core.patchNamespacedConfigMap({ namespace, name: 'watched', body: labels }, as('MergePatch'));
      await client.core.deleteNamespacedConfigMap({ namespace, name: 'watched' });
      const events: { type: string; object: Body }[] = [];
      let text = '';
      for await (const chunk of body) {
        text += String(chunk);
        events.splice(
          0,
          events.length,
          ...text
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line)),
        );
        if (events.at(-1)?.type === 'DELETED') break;
      }
      stop.abort();
      expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
      for (const { object } of events) {
        expect(Object.keys(object).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
        expect(object).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' });
      }
      expect(events[1]?.object.metadata.labels).toMatchObject({ seen: 'yes' });
    });
  });
}
