import type { ProviderConfig } from '../../../src/domain/target.ts';
import { mustChoose } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import type { WrittenField } from '../../../src/providers/routers/kind.ts';
import { exampleTarget } from '../../support/release-plan.ts';

/** The settings under which each router is tried. */
export const configs = {
  replicas: { kind: 'replicas' },
  'istio by hosts': { kind: 'istio', virtualService: 'checkout' },
  'istio by subsets': { kind: 'istio', virtualService: 'checkout', mode: 'subsets', destinationRule: 'checkout' },
  gateway: { kind: 'gateway', httpRoute: 'checkout', cookies: true },
  service: { kind: 'service' },
} as const;

/** Whether a router of these settings moves the whole traffic at once, by the selector of the Service. */
export function switches(router: ProviderConfig): boolean {
  const { kind, config } = mustChoose(families.traffic, router);
  return kind.traits(config).precision === 'whole';
}

/** What a router of these settings writes of the user's own objects, the rules first. */
export function writtenBy(router: ProviderConfig): WrittenField[] {
  const { kind, config } = mustChoose(families.traffic, router);
  return kind.writes(config, exampleTarget({ namespace: 'shop', router }));
}

/** Whether it writes any, which can then be marked. */
export function writesObjects(router: ProviderConfig): boolean {
  return writtenBy(router).length > 0;
}
