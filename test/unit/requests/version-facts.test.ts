import { expect, it, vi } from 'vitest';
import { KubeError } from '../../../src/platform/kube.ts';
import { createVersionFacts } from '../../../src/requests/version-facts.ts';
import { createRequestWorld } from '../../support/request-world.ts';

it('says of each version where it runs, and when it was built', async () => {
  const { deps } = await createRequestWorld();
  const resolve = vi.fn(async (_: string, version: string) => ({
    kind: 'found' as const,
    image: { version, image: '', digest: null, commit: null, builtAt: version === '2.4.1' ? 7 : null },
  }));
  const factsOf = createVersionFacts({ ...deps, imagesOf: (config) => ({ ...deps.imagesOf(config), resolve }) });
  const facts = await factsOf('checkout', ['2.5.0', '2.4.1', '2.4.0']);
  expect(Object.fromEntries(facts)).toEqual({
    '2.5.0': { runsIn: [], builtAt: null },
    '2.4.1': { runsIn: ['staging'], builtAt: 7 },
    '2.4.0': { runsIn: ['production'], builtAt: null },
  });
  await factsOf('checkout', ['2.4.1']);
  expect(resolve.mock.calls.filter(([, version]) => version === '2.4.1')).toHaveLength(1);
});

it('asks the registry for the first ones only', async () => {
  const { deps } = await createRequestWorld();
  const resolve = vi.fn(async () => ({ kind: 'unknown' as const, nearest: [] }));
  const factsOf = createVersionFacts({ ...deps, imagesOf: (config) => ({ ...deps.imagesOf(config), resolve }) });
  const many = Array.from({ length: 50 }, (_, nth) => `1.0.${nth}`);
  expect(await factsOf('checkout', many)).toHaveProperty('size', 50);
  expect(resolve).toHaveBeenCalledTimes(8);
});

it('says nothing where nobody answers', async () => {
  const { deps, breakCluster } = await createRequestWorld();
  breakCluster();
  const resolve = () => new Promise<never>(() => undefined);
  const failing = () => {
    throw new KubeError('unreachable', 'no route');
  };
  vi.useFakeTimers();
  const factsOf = createVersionFacts({
    ...deps,
    clusters: failing,
    imagesOf: (config) => ({ ...deps.imagesOf(config), resolve }),
  });
  const facts = factsOf('checkout', ['2.4.1']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(Object.fromEntries(await facts)).toEqual({ '2.4.1': { runsIn: [], builtAt: null } });
  expect(await createVersionFacts(deps)('nobody', ['1'])).toHaveProperty('size', 1);
  vi.useRealTimers();
});
