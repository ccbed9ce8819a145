import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKubeconfig } from '../../../sandbox/workloads/kubeconfig.ts';
import type { ClusterTarget } from './target.ts';

interface Document {
  openapi: string;
  paths: Record<
    string,
    {
      patch?: {
        parameters?: { name: string; in: string }[];
        'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string };
      };
    }
  >;
}

/** What kubectl reads of the API before it applies anything. */
export function openApiSuite(target: () => ClusterTarget): void {
  describe('the description of the API', () => {
    let agent: Agent;
    beforeAll(() => {
      agent = new Agent({ connect: readKubeconfig(target().kubeconfig).tls });
    });
    afterAll(() => agent.destroy());
    const read = async (path: string) => {
      const { server, headers } = readKubeconfig(target().kubeconfig);
      const { statusCode, body } = await request(server + path, {
        headers: { ...headers, accept: 'application/json' },
        dispatcher: agent,
      });
      const text = await body.text();
      return { code: statusCode, body: statusCode === 200 ? JSON.parse(text) : null };
    };

    it.each([
      ['api/v1', '/api/v1/namespaces/{namespace}/services/{name}', { group: '', version: 'v1', kind: 'Service' }],
      [
        'apis/apps/v1',
        '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
        { group: 'apps', version: 'v1', kind: 'Deployment' },
      ],
      ['api/v1', '/api/v1/nodes/{name}', { group: '', version: 'v1', kind: 'Node' }],
    ])('says of %s that its fields are checked by the server: %s', async (place, path, gvk) => {
      const index = (await read('/openapi/v3')).body as { paths: Record<string, { serverRelativeURL: string }> };
      const { code, body } = await read(index.paths[place]?.serverRelativeURL ?? '');
      expect(code).toBe(200);
      const { patch } = (body as Document).paths[path] ?? {};
      expect(patch?.['x-kubernetes-group-version-kind']).toEqual(gvk);
      expect(patch?.parameters).toContainEqual(expect.objectContaining({ name: 'fieldValidation', in: 'query' }));
    });

    it('has no description of a group that is not served', async () => {
      expect((await read('/openapi/v3/apis/nobody.example/v1')).code).toBe(404);
    });
  });
}
