import { describe, expect, it } from 'vitest';
import { type Asked, digest, digestOf, reply, repository, world } from './scripted.ts';

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
    [
      'a build cache',
      of('application/vnd.buildkit.cacheconfig.v0', 'application/vnd.oci.image.layer.v1.tar+gzip'),
      /build cache/,
    ],
    [
      'an index that is a build cache',
      {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [
          layer('application/vnd.oci.image.layer.v1.tar+gzip'),
          layer('application/vnd.buildkit.cacheconfig.v0'),
        ],
      },
      /a build cache/,
    ],
    [
      'a list of signatures',
      {
        schemaVersion: 2,
        manifests: [
          {
            ...layer('application/vnd.oci.image.manifest.v1+json'),
            artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          },
        ],
      },
      /a signature/,
    ],
    [
      'an index of what no machine is',
      { schemaVersion: 2, manifests: [{ digest, platform: { os: 'linux', architecture: 'unknown' } }] },
      /without any image/,
    ],
    [
      'a plugin',
      of('application/vnd.docker.plugin.v1+json', 'application/vnd.docker.image.rootfs.diff.tar.gzip'),
      /an artifact/,
    ],
    [
      'a source',
      of('application/vnd.cncf.flux.config.v1+json', 'application/vnd.cncf.flux.content.v1.tar+gzip'),
      /an artifact/,
    ],
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

  it('is refused by name also in an index of its own', async () => {
    const chart = of('application/vnd.cncf.helm.config.v1+json');
    const index = (...held: object[]) => ({
      schemaVersion: 2,
      manifests: held.map((each) => ({ digest: digestOf(each) })),
    });
    const resolved = async (top: object) =>
      holding(top, () => reply(200, '', { 'docker-content-digest': digestOf(top) }), [chart]).source.resolve(
        repository,
        '1.0.0',
      );

    expect(await resolved(index(chart))).toMatchObject({
      why: 'no-image',
      detail: expect.stringContaining('a Helm chart'),
    });
    expect(await resolved(index(chart, manifest))).toMatchObject({ kind: 'found', image: { commit: 'abcdef0' } });
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
