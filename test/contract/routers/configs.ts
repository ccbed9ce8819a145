import type { ProviderConfig } from '../../../src/domain/target.ts';
import { objectsIn } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import { exampleTarget } from '../../support/release-plan.ts';

/** The settings under which each router is tried. */
export const configs = {
  replicas: { kind: 'replicas' },
  'istio by hosts': { kind: 'istio', virtualService: 'checkout' },
  'istio by subsets': { kind: 'istio', virtualService: 'checkout', mode: 'subsets', destinationRule: 'checkout' },
} as const;

/** Whether a router of these settings writes objects of the user's, which can then be marked. */
export function writesObjects(router: ProviderConfig): boolean {
  return objectsIn(families.traffic, exampleTarget({ router })).length > 0;
}
