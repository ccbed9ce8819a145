import { describe, expect, it } from 'vitest';
import { createVersionTable } from '../../../commands/home-versions.ts';
import type { Kube } from '../../../src/platform/kube.ts';
import { createRequestWorld } from '../../support/request-world.ts';

/** A table over a cluster whose production can be held up; counts the looks. */
async function table() {
  const world = await createRequestWorld();
  let looks = 0;
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const state = { slow: false };
  const kube: Kube = {
    ...world.kube,
    get: async (ref) => {
      looks += 1;
      if (state.slow && ref.namespace === 'production') await held;
      return world.kube.get(ref);
    },
  };
  const requests = { ...world.deps, clusters: () => kube };
  const versions = createVersionTable({ requests, catalogue: world.deps.catalogue });
  return { versions, state, free: () => free(), looks: () => looks, clock: world.clock };
}

const row = (staging: string | null, production: string | null) => [
  { environment: 'staging', version: staging, digest: staging && `sha256:${staging}` },
  { environment: 'production', version: production, digest: production && `sha256:${production}` },
];

describe('the versions in App Home', () => {
  it('stand there by service and environment', async () => {
    const { versions } = await table();
    expect(await versions()).toEqual([
      { service: 'checkout', versions: row('2.4.1', '2.4.0') },
      { service: 'search', versions: row('2.4.1', '2.4.0') },
    ]);
  });

  it('are unknown only where the cluster is slow, and known later without another look', async () => {
    const { versions, state, free, looks } = await table();
    state.slow = true;
    expect((await versions(0))[0]).toEqual({ service: 'checkout', versions: row('2.4.1', null) });
    free();
    const before = looks();
    expect((await versions())[0]).toEqual({ service: 'checkout', versions: row('2.4.1', '2.4.0') });
    expect(looks() - before).toBeLessThanOrEqual(2);
  });

  it('are remembered for ten seconds', async () => {
    const { versions, looks, clock } = await table();
    await versions();
    const once = looks();
    await versions();
    expect(looks()).toBe(once);
    clock.passTo(clock.now() + 10_001);
    await versions();
    expect(looks()).toBe(2 * once);
  });
});
