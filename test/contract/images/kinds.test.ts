import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry, type Registry } from '../../../sandbox/registry/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { anonymous } from '../../../src/providers/images/docker-config.ts';
import { createImageSource } from '../../../src/providers/images/index.ts';
import { families } from '../../../src/providers/index.ts';
import { configs } from './configs.ts';
import { noVersions, published } from './suite.ts';

const http = createHttpClient();
let registry: Registry;
beforeAll(async () => {
  registry = await createRegistry({ repositories: [{ name: 'shop/app', source: '', tags: published }] });
});
afterAll(async () => {
  await registry.close();
  await http.close();
});

/** What holds for every kind of source, also for one that asks nobody. */
describe.each(Object.values(configs))('the image source $kind', (config) => {
  const source = createImageSource({ http, clock: systemClock, credentials: anonymous }, config);
  const repository = () => `${registry.host}/shop/app`;
  const asks = families.images.kinds[config.kind]?.insteadOfAsking === null;

  it('finds a version by its tag, in its repository and under that name', async () => {
    const found = await source.resolve(repository(), '2.4.1');
    if (found.kind !== 'found') throw new Error(found.kind);
    const { version, image, digest } = found.image;
    expect(version).toBe('2.4.1');
    expect(image).toBe(`${repository()}:2.4.1${digest === null ? '' : `@${digest}`}`);
    expect(digest !== null).toBe(asks);
  });

  it('finds a version by its digest, and pins that very digest', async () => {
    const digest = registry.digestOf('shop/app', '2.4.1');
    expect(await source.resolve(repository(), digest)).toMatchObject({
      kind: 'found',
      image: { version: digest.slice(7, 19), image: `${repository()}@${digest}`, digest },
    });
  });

  it.each(noVersions)('takes %j for no version', async (version) => {
    expect((await source.resolve(repository(), version)).kind).toBe('unknown');
  });

  it('lists no more versions than are asked for, and none that it does not know of', async () => {
    expect((await source.versions(repository(), 2)).versions).toEqual(asks ? ['2.10.0', '2.10.0-rc.1'] : []);
  });

  it('never throws, whatever the repository is called', async () => {
    for (const name of ['', '/', '127.0.0.1:1/app', 'a b', '../x']) {
      expect(['found', 'unknown', 'failed']).toContain((await source.resolve(name, '2.4.1')).kind);
      expect((await source.versions(name, 5)).versions).toEqual([]);
    }
  });
});
