import { workloadKinds } from '../../../src/workloads/index.ts';
import { deployment } from '../cluster/client.ts';
import type { Subject } from './stage.ts';

/** Of the nodes that a subject asks for. */
export const nodeLabels = { 'example.com/pool': 'daemons' };

interface Spec {
  template: { spec: object };
}

/** The example of a Deployment, as another kind has it. */
function like(kind: string, change: (spec: Spec) => object): Subject['manifest'] {
  return (name, image, spec) => {
    const example = deployment(name, image, spec);
    return { ...example, kind, spec: change(example.spec) };
  };
}

/** Every kind, with an example of it. */
export const subjects: Record<keyof typeof workloadKinds, Subject> = {
  deployment: { kind: workloadKinds.deployment, nodes: [], manifest: deployment },
  'stateful-set': {
    kind: workloadKinds['stateful-set'],
    nodes: [],
    manifest: like('StatefulSet', (spec) => ({ serviceName: 'web', ...spec })),
  },
  'daemon-set': {
    kind: workloadKinds['daemon-set'],
    nodes: ['daemons-a', 'daemons-b'],
    manifest: like('DaemonSet', ({ template, ...spec }) => {
      const { replicas: _nodesSay, ...rest } = { replicas: null, ...spec };
      return { ...rest, template: { ...template, spec: { ...template.spec, nodeSelector: nodeLabels } } };
    }),
  },
};
