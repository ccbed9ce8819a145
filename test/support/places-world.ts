import { foldLog } from '../../src/domain/fold.ts';
import type { Release } from '../../src/domain/release.ts';
import { createRequestWorld } from './request-world.ts';

/** @param production more lines of its settings @param internal more members of its first place */
function withPlaces(production: string, internal: string, isProtected: boolean): string {
  return `version: 1
clusters: { main: { context: main } }
environments:
  staging: { cluster: main }
  production:
    cluster: main
    protected: ${isProtected}
    approval: { required: 1, groups: [leads] }
    places:
      - { name: internal, namespace: internal, bake: 30m${internal} }
      - { name: eu, ring: regions, namespace: eu }
      - { name: us, ring: regions, namespace: us }
${production}
services:
  checkout: { image: registry.example/checkout, channel: C1, workload: { container: app }, strategy: rolling }
`;
}

const before = { staging: '2.4.1', internal: '2.4.0', eu: '2.4.0', us: '2.4.0' };

/** A service whose production has three places in two rings. */
export async function createPlacesWorld({
  production = '',
  internal = '',
  isProtected = true,
  versions = {} as Record<string, string>,
} = {}) {
  const text = withPlaces(production, internal, isProtected);
  const made = await createRequestWorld({ text, versions: { ...before, ...versions } });
  return { ...made, load };

  async function load(id: string): Promise<Release> {
    const found = await made.deps.store.load(id);
    if (found.kind !== 'found') throw new Error(found.kind);
    return foldLog(found.events);
  }
}
