import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { anonymous } from '../../../src/providers/images/docker-config.ts';
import { createImageSource } from '../../../src/providers/images/index.ts';
import { startDistribution } from './distribution.ts';
import { distribution } from './distribution-program.ts';
import { type ImageWorld, imageSourceContract, published } from './suite.ts';

const built = await distribution.areBuilt();
if (!built)
  process.stdout.write('No real registry is built here (node scripts/registry.ts does it): it is left out.\n');

const source = () =>
  createImageSource({ http: createHttpClient(), clock: systemClock, credentials: anonymous }, { kind: 'oci' });

async function onDistribution(as: 'index' | 'manifest'): Promise<ImageWorld> {
  const registry = await startDistribution();
  const { host, digestOf, close } = registry;
  await registry.push('shop/app', published, as);
  return { source: source(), repository: `${host}/shop/app`, digestOf, close };
}

describe.skipIf(!built)('CNCF Distribution', () => {
  imageSourceContract('oci, images by themselves', () => onDistribution('manifest'));
  imageSourceContract('oci, indexes with attestations', () => onDistribution('index'));

  it('pages its list of tags, which is read to its end', { timeout: 120_000 }, async () => {
    const registry = await startDistribution();
    const many = Array.from({ length: 1001 }, (_, at) => ({ tag: `1.0.${at}`, revision: '9f3c1ab', created: '' }));
    await registry.push('shop/app', many, 'manifest');
    expect(await source().versions(`${registry.host}/shop/app`, 2)).toEqual({
      versions: ['1.0.1000', '1.0.999'],
      incomplete: null,
    });
    await registry.close();
  });
});
