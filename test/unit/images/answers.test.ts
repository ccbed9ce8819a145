import { describe, expect, it } from 'vitest';
import type { CredentialStore } from '../../../src/providers/images/docker-config.ts';
import { type Asked, digest, digestOf, reply, repository, told, world } from './scripted.ts';

const robot: CredentialStore = async () => ({ kind: 'found', credentials: { user: 'robot', password: 'hunter22' } });
const realm = 'https://registry.example/token';

/** A registry that sells tokens by this answer, and takes `t1`. */
function selling(answer: unknown, challenge = `Bearer realm="${realm}",service="s"`) {
  return ({ url, headers, method }: Asked) => {
    if (new URL(url).pathname === '/token') return reply(200, answer, { 'content-type': 'text/plain' });
    if (headers['authorization'] !== 'Bearer t1') return reply(401, '', { 'www-authenticate': challenge });
    return method === 'HEAD' ? reply(200, '', told) : reply(404);
  };
}

describe("a token service's answer", () => {
  it.each<[string, unknown]>([
    ["Harbor's, with an empty access_token", { token: 't1', access_token: '', expires_in: 1800, issued_at: 'x' }],
    ['with an access_token of null', { token: 't1', access_token: null }],
    ['with an empty token', { token: '', access_token: 't1' }],
    ['with a token of null', { token: null, access_token: 't1' }],
    ['with a token of another type', { token: 5, access_token: 't1' }],
    ['that expires in 0', { token: 't1', expires_in: 0 }],
    ['that expires in null', { token: 't1', expires_in: null }],
    ['that expires in "300"', { token: 't1', expires_in: '300' }],
    ['that expires in "soon"', { token: 't1', expires_in: 'soon' }],
    ['that expires in -1', { token: 't1', expires_in: -1 }],
    ['that expires after all else', { token: 't1', expires_in: 1e308 }],
    ['with a mark of its byte order', `\uFEFF${JSON.stringify({ token: 't1' })}`],
  ])('%s is taken', async (_what, answer) => {
    const { source } = world(selling(answer), robot);
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found', image: { digest } });
  });

  it.each([{}, { token: '', access_token: '' }, { token: 'a\nb' }, [], 'null', '<html>', ''])(
    'that has no token is refused in words: %j',
    async (answer) => {
      const { source } = world(selling(answer), robot);
      expect(await source.resolve(repository, '1.0.0')).toEqual({
        kind: 'failed',
        detail: 'registry.example answered with something else than a token',
      });
    },
  );

  it('of 503 is waited for, as told', async () => {
    let nth = 0;
    const sells = selling({ token: 't1' });
    const { source, clock } = world((asked) => {
      if (new URL(asked.url).pathname !== '/token') return sells(asked);
      nth += 1;
      return nth === 1 ? reply(503, '', { 'retry-after': '2' }) : sells(asked);
    }, robot);
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    expect(clock.slept).toEqual([2000]);
  });

  it.each<[string, string]>([
    ['in lower case', `bearer realm="${realm}"`],
    ['without quotes', `Bearer realm=${realm},service=s`],
    ['beside others', `Negotiate, Basic realm="x", Bearer realm="${realm}",error="insufficient_scope"`],
    ['with a path alone', 'Bearer realm="/token"'],
    ['by plain HTTP, where TLS ends in front of it', 'Bearer realm="http://registry.example/token"'],
    ['with a query', `Bearer realm="${realm}?account=1"`],
  ])('is found where the challenge names it %s', async (_what, challenge) => {
    const { source, http } = world(selling({ token: 't1' }, challenge), robot);
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    for (const { url } of http.asked) expect(url).toMatch(/^https:\/\/registry\.example\//);
  });

  it.each(['https://169.254.169.254/token', 'https://localhost/token', 'https://[::1]/token', 'https://127.1/token'])(
    'is not asked for at %s',
    async (address) => {
      const { source, http } = world(selling({ token: 't1' }, `Bearer realm="${address}"`), robot);
      expect(await source.resolve(repository, '1.0.0')).toMatchObject({ detail: expect.stringContaining('not safe') });
      expect(http.asked).toHaveLength(1);
    },
  );

  it('is bought with an identity token by POST, and not at all with a token for the registry', async () => {
    const identity = world(selling({ access_token: 't1' }), async () => ({ kind: 'identity', token: 'id' }));
    expect(await identity.source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    expect(identity.http.asked.find(({ url }) => url === realm)).toMatchObject({ method: 'POST' });

    const bearer = world(selling({}), async () => ({ kind: 'bearer', token: 't1' }));
    expect(await bearer.source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
  });
});

const config = { config: { Labels: { 'org.opencontainers.image.revision': 'abcdef0', odd: null } }, created: 7 };
const manifest = { schemaVersion: 2, config: { digest: digestOf(config) }, annotations: { n: 1 } };

/** A registry with one image, or whatever `top` is, that answers HEAD like this. */
function holding(top: object, head: (asked: Asked) => ReturnType<typeof reply>, more: object[] = []) {
  const all = new Map([top, config, manifest, ...more].map((each) => [digestOf(each), each]));
  return world((asked) => {
    if (asked.method === 'HEAD') return head(asked);
    const reference = asked.url.split('/').at(-1) ?? '';
    const found = reference === '1.0.0' ? top : all.get(reference);
    return found === undefined ? reply(404) : reply(200, found);
  });
}

describe('HEAD that differs from GET', () => {
  it.each<[string, ReturnType<typeof reply>]>([
    ['404', reply(404)],
    ['405', reply(405)],
    ['400', reply(400)],
    ['403', reply(403)],
    ['501', reply(501)],
    ['200 without a digest', reply(200)],
    ['200 with a digest of another kind', reply(200, '', { 'docker-content-digest': `sha512:${'a'.repeat(128)}` })],
    ['200 with the digest of something else', reply(200, '', { 'docker-content-digest': digestOf(config) })],
  ])('%s: the image is what GET has', async (_what, head) => {
    const { source } = holding(manifest, () => head);
    const found = await source.resolve(repository, '1.0.0');
    expect(found).toMatchObject({ kind: 'found', image: { digest: digestOf(manifest), commit: 'abcdef0' } });
  });

  it('with a digest that stands for other bytes: the image is what GET has', async () => {
    const forged = `sha256:${'f'.repeat(64)}`;
    const { source } = world((asked) => {
      if (asked.method === 'HEAD') return reply(200, '', { 'docker-content-digest': forged });
      return asked.url.includes('/blobs/') ? reply(200, config) : reply(200, manifest);
    });
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ image: { digest: digestOf(manifest) } });
    expect(await source.resolve(repository, forged)).toMatchObject({ kind: 'failed' });
  });
});

describe('what is no image', () => {
  const layer = (mediaType: string) => ({ mediaType, digest: digestOf({}), size: 2 });
  const of = (configType: string, ...layers: string[]) => ({
    schemaVersion: 2,
    config: { ...layer(configType), digest: digestOf(config) },
    layers: layers.map(layer),
  });
  const oci = 'application/vnd.oci.image.config.v1+json';

  it.each<[string, object, RegExp]>([
    [
      'a Helm chart',
      of('application/vnd.cncf.helm.config.v1+json', 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'),
      /a Helm chart/,
    ],
    ['a signature', of(oci, 'application/vnd.dev.cosign.simplesigning.v1+json'), /a signature/],
    ['an attestation', of(oci, 'application/vnd.in-toto+json'), /an attestation/],
    [
      'a bill of materials',
      { ...of('application/vnd.oci.empty.v1+json'), artifactType: 'application/spdx+json' },
      /a bill of materials/,
    ],
    ['some artifact', of('application/vnd.acme.rocket.v1+json', 'application/vnd.acme.fuel'), /an artifact/],
    ['schema 1', { schemaVersion: 1, name: 'app', fsLayers: [] }, /schema 1/],
    ['an empty index', { schemaVersion: 2, manifests: [] }, /without any image/],
    [
      'an index of attestations',
      { schemaVersion: 2, manifests: [{ digest, platform: { os: 'unknown', architecture: 'unknown' } }] },
      /without any image/,
    ],
  ])('is refused by name: %s', async (_what, top, words) => {
    const { source } = holding(top, () => reply(200, '', { 'docker-content-digest': digestOf(top) }));
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({
      kind: 'failed',
      why: 'no-image',
      detail: expect.stringMatching(words),
    });
  });

  it('beside an image is passed over, and odd fields are', async () => {
    const index = {
      schemaVersion: 2,
      mediaType: null,
      manifests: [
        { digest: digestOf({ a: 1 }), platform: { os: 'unknown', architecture: 'unknown' } },
        { digest: 'sha512:1', platform: { os: 'linux', architecture: 'amd64' } },
        null,
        { digest: digestOf(manifest), platform: { os: 'linux', architecture: null }, annotations: [] },
      ],
      annotations: null,
    };
    const { source } = holding(index, () => reply(200, '', { 'docker-content-digest': digestOf(index) }));
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found', image: { commit: 'abcdef0' } });
    const { digests, complete } = await source.identities(repository, digestOf(index));
    expect([...digests]).toEqual([digestOf(index), digestOf(manifest), digestOf(config)]);
    expect(complete).toBe(true);
  });

  it('says of what the registry does not have that this is not known', async () => {
    const { source } = holding(manifest, () => reply(404));
    expect(await source.identities(repository, digest)).toEqual({ digests: new Set([digest]), complete: false });
  });
});
