import { createKeyring } from '../../src/platform/keyring.ts';
import type { Fence } from '../../src/platform/kube/fence.ts';
import { createSeals } from '../../src/platform/kube/seal.ts';
import type { KubeObject } from '../../src/platform/kube.ts';

/** The seals of every test that does not say otherwise. */
export const testSeals = createSeals(createKeyring(() => ['the key of the tests, which is long enough']));

/** The fence of a worker that nobody has taken over, beside no other release. */
export function fenceOf(release: string, fencingToken: number, more: Partial<Fence> = {}): Fence {
  return {
    release,
    fencingToken,
    confirm: async () => undefined,
    seals: testSeals('eu-1'),
    goesBack: false,
    mayHold: async () => false,
    passedOver: () => undefined,
    ...more,
  };
}

/** As Sluice itself would have left it. */
export function sealed(object: KubeObject): KubeObject {
  return testSeals('eu-1').sealed(object);
}
