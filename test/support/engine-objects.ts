import type { KubeObject } from '../../src/platform/kube.ts';
import { kindOf } from '../../src/workloads/of-target.ts';

export const namespace = 'shop';
export const image = (version: string) => `registry.example/checkout:${version}`;

/** What else stands in stable's pod template. */
export interface Template {
  initContainers?: object[];
  containers?: object[];
}

/** The user's own objects: a workload, a Deployment where nothing is said, its Service and its routes. */
export function objects(
  replicas: number,
  { initContainers, containers = [] }: Template = {},
  kind?: string,
): KubeObject[] {
  const labels = { app: 'checkout' };
  const workload = kindOf({ workload: { name: 'checkout', ...(kind === undefined ? {} : { kind }) } });
  return [
    {
      apiVersion: 'apps/v1',
      kind: workload.kind,
      metadata: { name: 'checkout', namespace, labels, annotations: { team: 'payments' } },
      spec: {
        // The nodes say how many pods a DaemonSet has.
        ...(workload.sizing.can ? { replicas } : {}),
        // What a server adds by itself.
        ...(workload.stages.can ? { updateStrategy: { rollingUpdate: { partition: 0 } } } : {}),
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...(initContainers ? { initContainers } : {}),
            containers: [{ name: 'app', image: image('2.4.0'), env: [{ name: 'A', value: '1' }] }, ...containers],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'checkout', namespace },
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'checkout', namespace },
      spec: {
        hosts: ['checkout'],
        http: [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }],
      },
    },
  ];
}
