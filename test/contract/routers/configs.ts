/** The settings under which each router is tried. */
export const configs = {
  replicas: { kind: 'replicas' },
  'istio by hosts': { kind: 'istio', virtualService: 'checkout' },
  'istio by subsets': { kind: 'istio', virtualService: 'checkout', mode: 'subsets', destinationRule: 'checkout' },
} as const;
