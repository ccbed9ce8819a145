import type { SandboxWorld } from '../../sandbox/world/start.ts';

/** What stands in the Secret: nobody may read it anywhere. */
export const hidden = 'b3Blbi1zZXNhbWU=';

/** The catalogue with configuration that moves with the releases of these services. */
export function versionedFor(services: readonly string[]) {
  return (catalogue: string): string =>
    services.reduce(
      (text, service) =>
        text.replace(`/shop/${service}\n`, `/shop/${service}\n    configuration: { versioned: true }\n`),
      catalogue,
    );
}

export function setLevel({ cluster }: SandboxWorld, service: string, namespace: string, level: string): void {
  const metadata = { name: `${service}-config`, namespace };
  cluster.objects.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { LEVEL: level } });
}

/** Gives a service a ConfigMap and a Secret of its own, which its pod template names. */
export function configure(world: SandboxWorld, service: string, namespace: string): void {
  const { objects } = world.cluster;
  setLevel(world, service, namespace, 'info');
  const metadata = { name: `${service}-keys`, namespace };
  objects.apply({ apiVersion: 'v1', kind: 'Secret', metadata, data: { token: hidden } });
  const envFrom = [{ configMapRef: { name: `${service}-config` } }, { secretRef: { name: `${service}-keys` } }];
  const found = objects.get('deployments', service, namespace) as unknown as {
    spec: { template: { spec: { containers: object[] } } };
  };
  const containers = found.spec.template.spec.containers.map((each) => ({ ...each, envFrom }));
  objects.patch('deployments', service, namespace, { spec: { template: { spec: { containers } } } });
}
