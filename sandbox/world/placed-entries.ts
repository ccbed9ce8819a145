import { globalPlaces, namespaceOf } from '../workloads/index.ts';

/** The environment of several places: one ring of our own people, and then three regions side by side. */
export function placedEnvironment(bake: string, expires: string): string {
  const [internal, ...regions] = globalPlaces;
  return `  global:
    cluster: sandbox
    protected: true
    requires: none
    approval: { required: 1, groups: [payments-leads], expires: ${expires}, remind: 1m }
    train: { soak: 0s, sideBySide: 2 }
    places:
      - { name: ${internal}, namespace: ${namespaceOf(internal)}, bake: ${bake} }
${regions.map((name) => `      - { name: ${name}, ring: regions, namespace: ${namespaceOf(name)} }\n`).join('')}`;
}

/** The catalogue's entry of the service that runs there. */
export function placedEntries(registry: string): string {
  return `  storefront:
    image: ${registry}/shop/storefront
    workload: { container: app }
    strategy: rolling
    environments:
      global: {}
`;
}
