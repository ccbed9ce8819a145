import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImages } from '../../../sandbox/registry/index.ts';
import { parseImage, pullImage } from '../../../sandbox/workloads/images.ts';
import { defaultWorld, manifestsOf, repositoriesOf } from '../../../sandbox/workloads/index.ts';
import { readKubeconfig } from '../../../sandbox/workloads/kubeconfig.ts';
import { createObjectStore } from '../../../sandbox/workloads/object-store.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';

describe('the default world', () => {
  const images = createImages(repositoriesOf(defaultWorld));

  it('runs only versions that can be pulled, in environments that exist', () => {
    const environments = defaultWorld.environments.map(({ name }) => name);
    for (const service of defaultWorld.services) {
      expect(environments).toEqual(expect.arrayContaining(Object.keys(service.runs)));
      for (const { version } of Object.values(service.runs)) {
        expect(service.versions.find(({ tag }) => tag === version)?.character).toBe('good');
        expect(images.digestOf(service.image, version)).toMatch(/^sha256:[0-9a-f]{64}$/);
      }
    }
  });

  it('has no two versions with the same digest', () => {
    const digests = defaultWorld.services.flatMap(({ image }) =>
      images.tags(image).map((tag) => images.digestOf(image, tag)),
    );
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('becomes manifests as its own people would write them', () => {
    const manifests = manifestsOf(defaultWorld, '127.0.0.1:5000', 'sandbox');
    const one = (kind: string, namespace: string, name: string) =>
      manifests.find(
        (manifest) =>
          manifest.kind === kind && manifest.metadata.name === name && manifest.metadata.namespace === namespace,
      );
    expect(one('VirtualService', 'production', 'checkout')?.spec).toMatchObject({
      hosts: ['checkout'],
      http: [{ name: 'primary', route: [{ destination: { host: 'checkout' } }] }],
    });
    expect(one('Deployment', 'production', 'checkout')?.spec).toMatchObject({
      replicas: 3,
      template: { spec: { containers: [{ image: '127.0.0.1:5000/shop/checkout:2.4.0' }] } },
    });
    expect(one('Deployment', 'staging', 'payments-worker')?.spec).toMatchObject({ strategy: { type: 'Recreate' } });
    expect(one('Service', 'staging', 'payments-worker')).toBeUndefined();
    expect(one('VirtualService', 'production', 'search')).toBeUndefined();
    expect(JSON.stringify(manifests)).not.toContain('sluice');
    expect(manifestsOf(defaultWorld, '127.0.0.1:5000', 'elsewhere')).toEqual([]);
  });
});

describe('an image reference', () => {
  it('is read in all its forms', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const parts = (image: string) => Object.values(parseImage(image));
    expect(parts('127.0.0.1:5000/shop/web:5.1.0')).toEqual(['127.0.0.1:5000', 'shop/web', '5.1.0', undefined]);
    expect(parts(`127.0.0.1:5000/shop/web@${digest}`)).toEqual(['127.0.0.1:5000', 'shop/web', undefined, digest]);
    expect(parts(`registry.example.com/web:1@${digest}`)).toEqual(['registry.example.com', 'web', '1', digest]);
    expect(parts('shop/web')).toEqual([undefined, 'shop/web', undefined, undefined]);
  });

  it('gives the digest first say when tag and digest differ', () => {
    const images = createImages(repositoriesOf(defaultWorld));
    const digest = images.digestOf('shop/web', '5.0.0');
    expect(pullImage(`shop/web:5.1.0@${digest}`, images)?.tag).toBe('5.0.0');
    expect(pullImage(`shop/web@sha256:${'0'.repeat(64)}`, images)).toBeUndefined();
    expect(pullImage('shop/web', images)).toBeUndefined();
  });
});

describe('the seeded source of chance', () => {
  it('tells the same story for the same seed, within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 500, noNaN: true }), (seed, mean) => {
        const [one, two] = [createRandom(seed), createRandom(seed)];
        const draw = (random: typeof one) => [random.next(), random.poisson(mean), random.logNormal(1, 0.5)];
        const drawn = draw(one);
        expect(draw(two)).toEqual(drawn);
        expect(drawn[0]).toBeGreaterThanOrEqual(0);
        expect(drawn[0]).toBeLessThan(1);
        expect(drawn[1]).toSatisfy(Number.isInteger);
        expect(drawn[1]).toBeGreaterThanOrEqual(0);
        expect(drawn[2]).toBeGreaterThan(0);
      }),
    );
  });

  it.each([0.5, 12, 200])('has the mean and the variance of a Poisson distribution at %d', (mean) => {
    const random = createRandom(42);
    const draws = Array.from({ length: 20_000 }, () => random.poisson(mean));
    const average = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - average) ** 2, 0) / draws.length;
    expect(Math.abs(average / mean - 1)).toBeLessThan(0.03);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.05);
  });
});

describe('the copy of the API', () => {
  it('takes an object made again under an old name for another one', () => {
    const told: string[] = [];
    const store = createObjectStore<{ metadata: { name: string; namespace: string; uid: string } }>({
      present: ({ metadata }) => told.push(`+${metadata.uid}`),
      absent: ({ metadata }) => told.push(`-${metadata.uid}`),
    });
    const pod = (name: string, uid: string) => ({ metadata: { name, namespace: 'production', uid } });
    store.set(pod('a', '1'));
    store.set(pod('b', '2'));
    store.replace([pod('a', '3')]);
    expect(told).toEqual(['+1', '+2', '-2', '-1', '+3']);
    expect([...store.all()]).toEqual([pod('a', '3')]);
  });

  it('reads a kubeconfig with embedded credentials, and says what is missing in a wrong one', () => {
    const config = {
      'current-context': 'here',
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443/', 'certificate-authority-data': 'Y2E=' } }],
      users: [{ name: 'u', user: { token: 'secret' } }],
    };
    expect(readKubeconfig(JSON.stringify(config))).toEqual({
      server: 'https://127.0.0.1:6443',
      tls: { ca: 'ca', rejectUnauthorized: true },
      headers: { authorization: 'Bearer secret' },
    });
    expect(() => readKubeconfig(JSON.stringify({ ...config, users: [] }))).toThrow('no user named "u"');
  });
});
