import type { Configuration } from '../../src/domain/configuration.ts';
import type { KubeObject } from '../../src/platform/kube.ts';

export const everyConfiguration: Configuration = { versioned: 'all', secrets: true };

/** A ConfigMap and a Secret of checkout. */
export function configurationObjects(namespace: string): KubeObject[] {
  const of = (kind: string, name: string, data: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace },
    data,
  });
  return [of('ConfigMap', 'checkout-config', { LEVEL: 'info' }), of('Secret', 'checkout-keys', { token: 'c2VzYW1l' })];
}

/** An init container that names both. */
export const configuredContainer = {
  name: 'first',
  image: 'registry.example/helper:1',
  envFrom: [{ configMapRef: { name: 'checkout-config' } }, { secretRef: { name: 'checkout-keys' } }],
};
