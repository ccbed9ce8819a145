import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createImages, createRegistry, mediaTypes } from '../../../sandbox/registry/index.ts';
import { closeAll, created, open, registry, repositories } from './open-registry.ts';

const everything = Object.values(mediaTypes).join(', ');
const sha = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

afterEach(closeAll);

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

async function bytesOf(url: string): Promise<Buffer> {
  const answer = await fetch(url, { headers: { accept: everything } });
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('docker-content-digest')).toBe(sha(bytes));
  return bytes;
}

describe('an image in the registry', () => {
  it('has digests that match the bytes, from the index down to the layers of each platform', async () => {
    const { url, digestOf } = await registry();
    const top = await bytesOf(`${url}/v2/shop/checkout/manifests/2.4.0`);
    expect(sha(top)).toBe(digestOf('shop/checkout', '2.4.0'));
    const index = JSON.parse(top.toString()) as { manifests: (Descriptor & { platform: { architecture: string } })[] };
    expect(index.manifests.map((entry) => entry.platform.architecture)).toEqual(['amd64', 'arm64']);
    for (const entry of index.manifests) {
      const bytes = await bytesOf(`${url}/v2/shop/checkout/manifests/${entry.digest}`);
      expect([sha(bytes), bytes.length]).toEqual([entry.digest, entry.size]);
      const manifest = JSON.parse(bytes.toString()) as { config: Descriptor; layers: Descriptor[] };
      for (const part of [manifest.config, ...manifest.layers]) {
        const blob = await bytesOf(`${url}/v2/shop/checkout/blobs/${part.digest}`);
        expect([sha(blob), blob.length]).toEqual([part.digest, part.size]);
      }
    }
  });

  it('tells the commit, the build time and the version in the labels of its configuration', async () => {
    const { url } = await registry();
    const manifest = JSON.parse((await bytesOf(`${url}/v2/shop/checkout/manifests/2.10.0`)).toString());
    expect(manifest.mediaType).toBe(mediaTypes.dockerManifest);
    const config = JSON.parse((await bytesOf(`${url}/v2/shop/checkout/blobs/${manifest.config.digest}`)).toString());
    expect(config.config.Labels).toEqual({
      'org.opencontainers.image.revision': 'c'.repeat(40),
      'org.opencontainers.image.created': created,
      'org.opencontainers.image.source': 'https://git.example.com/shop/checkout',
      'org.opencontainers.image.version': '2.10.0',
    });
  });

  it('is resolved by HEAD without a body, with the media type it was pushed with', async () => {
    const { url, digestOf } = await registry();
    const answer = await fetch(`${url}/v2/shop/checkout/manifests/2.4.1`, {
      method: 'HEAD',
      headers: { accept: everything },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(mediaTypes.manifest);
    expect(answer.headers.get('docker-content-digest')).toBe(digestOf('shop/checkout', '2.4.1'));
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await answer.text()).toBe('');
  });

  it('is not served to a client that cannot read its media type', async () => {
    const { url } = await registry();
    const headers = { accept: mediaTypes.dockerManifest };
    expect((await fetch(`${url}/v2/shop/checkout/manifests/2.4.0`, { headers })).status).toBe(404);
  });

  it('has the same digest wherever it is built from the same data, and another one after a new push', async () => {
    const { images, addTag, digestOf } = await registry();
    const twin = createImages(repositories);
    const before = digestOf('shop/checkout', '2.4.0');
    expect(twin.digestOf('shop/checkout', '2.4.0')).toBe(before);
    addTag('shop/checkout', { tag: '2.4.0', revision: 'd'.repeat(40), created });
    expect(digestOf('shop/checkout', '2.4.0')).not.toBe(before);
    expect(images.tagOf('shop/checkout', before)).toBe('2.4.0');
  });
});

describe('listing tags', () => {
  it('pages with n and last, and links the next page until the end', async () => {
    const { url } = await registry();
    const seen: string[] = [];
    let next: string | undefined = '/v2/shop/checkout/tags/list?n=2';
    let pages = 0;
    while (next !== undefined) {
      const answer: Response = await fetch(url + next);
      const page = (await answer.json()) as { name: string; tags: string[] };
      seen.push(...page.tags);
      next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
      pages += 1;
    }
    expect(seen).toEqual(['2.10.0', '2.4.0', '2.4.1']);
    expect(pages).toBe(2);
  });

  it('shows a tag that was pushed a moment ago', async () => {
    const { url, addTag } = await registry();
    addTag('shop/checkout', { tag: '3.0.0', revision: 'e'.repeat(40), created });
    const page = (await (await fetch(`${url}/v2/shop/checkout/tags/list`)).json()) as { tags: string[] };
    expect(page.tags).toContain('3.0.0');
  });

  it('answers for what it does not have with the codes of the specification', async () => {
    const { url, digestOf } = await registry();
    const code = async (path: string) => {
      const answer = await fetch(url + path);
      return [answer.status, ((await answer.json()) as { errors: { code: string }[] }).errors[0]?.code];
    };
    expect(await code('/v2/shop/nothing/tags/list')).toEqual([404, 'NAME_UNKNOWN']);
    expect(await code('/v2/shop/checkout/manifests/9.9.9')).toEqual([404, 'MANIFEST_UNKNOWN']);
    expect(await code(`/v2/shop/checkout/blobs/sha256:${'0'.repeat(64)}`)).toEqual([404, 'BLOB_UNKNOWN']);
    expect(await code('/v2/shop/checkout/tags/list?n=many')).toEqual([400, 'PAGINATION_NUMBER_INVALID']);
    expect(() => digestOf('shop/checkout', '9.9.9')).toThrow('shop/checkout:9.9.9');
  });
});

describe('faults on demand', () => {
  it('throttle a number of requests with Retry-After, then let them through', async () => {
    const { url, faults } = await registry();
    faults.fail({ status: 429, retryAfter: 2, times: 1, match: /tags/ });
    expect((await fetch(`${url}/v2/`)).status).toBe(200);
    const throttled = await fetch(`${url}/v2/shop/checkout/tags/list`);
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await fetch(`${url}/v2/shop/checkout/tags/list`)).status).toBe(200);
  });

  it('delay every answer by the given time', async () => {
    const waits: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void waits.push(ms) };
    const slow = await createRegistry({ repositories, clock });
    open.push(slow);
    slow.faults.delay(700);
    expect((await fetch(`${slow.url}/v2/`)).status).toBe(200);
    slow.faults.clear();
    expect((await fetch(`${slow.url}/v2/`)).status).toBe(200);
    expect(waits).toEqual([700]);
  });

  it('stay until cleared when no number is given', async () => {
    const { url, faults } = await registry();
    faults.fail({ status: 503 });
    expect((await fetch(`${url}/v2/`)).status).toBe(503);
    expect((await fetch(`${url}/v2/`)).status).toBe(503);
    faults.clear();
    expect((await fetch(`${url}/v2/`)).status).toBe(200);
  });
});
