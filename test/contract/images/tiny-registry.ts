import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TinyTag {
  tag: string;
  revision: string;
  created: string;
}

export interface TinyRegistry {
  host: string;
  digestOf(tag: string): string;
  /** Requests that the blob storage, which is another host, got. */
  blobRequests: { url: string; authorization: string | undefined }[];
  close(): Promise<void>;
}

interface Stored {
  type: string;
  bytes: Buffer;
}

/**
 * A registry unlike the sandbox's, as some in the wild are: pages of two tags with relative links, no digest header,
 * single manifests, a password for all, and blobs that are redirected to another host.
 */
export async function createTinyRegistry(path: string, tags: TinyTag[], password: string): Promise<TinyRegistry> {
  const store = new Map<string, Stored>();
  const digests = new Map<string, string>();
  for (const tag of tags) digests.set(tag.tag, push(store, tag));
  const blobRequests: TinyRegistry['blobRequests'] = [];

  const blobs = createServer((request, response) => {
    blobRequests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const found = store.get(request.url?.slice('/storage/'.length) ?? '');
    if (found === undefined || request.headers.authorization !== undefined) return answer(response, 400, 'no');
    answer(response, 200, found.bytes, { 'content-type': 'application/octet-stream' });
  });
  const blobHost = await listen(blobs);

  const registry = createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${Buffer.from(`robot:${password}`).toString('base64')}`) {
      return answer(response, 401, '{}', {
        'www-authenticate': 'Basic realm="tiny, and \\"quoted\\"", charset="UTF-8"',
      });
    }
    const url = new URL(request.url ?? '/', 'http://tiny');
    const [, kind, rest] = new RegExp(`^/v2/${path}/(tags|manifests|blobs)/(.+)$`).exec(url.pathname) ?? [];
    if (kind === 'tags') return listPage(response, url, [...digests.keys()]);
    if (kind === 'blobs' && store.has(rest ?? '')) {
      return answer(response, 307, '', { location: `http://${blobHost}/storage/${rest}` });
    }
    const manifest = store.get(digests.get(rest ?? '') ?? rest ?? '');
    if (kind !== 'manifests' || manifest === undefined) return answer(response, 404, '{"errors":[]}');
    sendManifest(request, response, manifest);
  });
  const host = await listen(registry);

  return {
    host,
    blobRequests,
    digestOf: (tag) => digests.get(tag) ?? '',
    async close() {
      for (const server of [registry, blobs]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

function push(store: Map<string, Stored>, tag: TinyTag): string {
  const put = (value: object, type: string) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    store.set(digest, { type, bytes });
    return digest;
  };
  const labels = { 'org.opencontainers.image.revision': tag.revision, 'org.opencontainers.image.created': tag.created };
  const config = put({ config: { Labels: labels } }, 'application/vnd.oci.image.config.v1+json');
  const type = 'application/vnd.oci.image.manifest.v1+json';
  return put({ schemaVersion: 2, mediaType: type, config: { digest: config, size: 1 }, layers: [] }, type);
}

function sendManifest(request: IncomingMessage, response: ServerResponse, manifest: Stored): void {
  const accepted = request.headers.accept?.includes(manifest.type) ?? false;
  if (!accepted) answer(response, 404, '{"errors":[]}');
  else answer(response, 200, request.method === 'HEAD' ? '' : manifest.bytes, { 'content-type': manifest.type });
}

function listPage(response: ServerResponse, url: URL, tags: string[]): void {
  const start = tags.indexOf(url.searchParams.get('last') ?? '') + 1;
  const page = tags.slice(start, start + 2);
  const more = start + 2 < tags.length;
  const link = { link: `<list?n=2&last=${page.at(-1)}>; rel="next"` };
  answer(response, 200, JSON.stringify({ name: 'tiny', tags: page.length > 0 ? page : null }), more ? link : {});
}

function answer(response: ServerResponse, status: number, body: string | Buffer, headers: Record<string, string> = {}) {
  response.writeHead(status, headers).end(body);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
