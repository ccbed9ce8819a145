import { z } from 'zod';
import { canonicalJson } from '../domain/json.ts';
import type { Permission } from '../domain/permission.ts';
import type { KubeObject } from '../platform/kube.ts';
import { hashLabels, isPodOfDeployment, podsOfDeployment } from './deployment/pods.ts';
import { rolloutOf } from './deployment/rollout.ts';
import { deploymentKind, deploymentSchema, deploymentTrouble, stateOf } from './deployment/shape.ts';
import { imageIn } from './objects/pod.ts';
import { selectorSchema } from './objects/selector.ts';
import type { Copy, WorkloadKind } from './workload.ts';

const selectingSchema = z.looseObject({ spec: z.looseObject({ selector: selectorSchema }) });

const permissions: readonly Permission[] = [
  { group: 'apps', resource: 'deployments', verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'] },
  { group: 'apps', resource: 'replicasets', verbs: ['list'] },
];

/** A Deployment: its ReplicaSets roll pods that are all alike. */
export const deployment: WorkloadKind = {
  ...deploymentKind,
  word: 'deployment',
  permissions,
  fields: {
    replicas: ['f:spec', 'f:replicas'],
    image: (name) => ['f:spec', 'f:template', 'f:spec', 'f:containers', `k:{"name":"${name}"}`, 'f:image'],
  },
  read: (object) => stateOf(object, deploymentSchema.parse(object)),
  readable(object) {
    const read = deploymentSchema.safeParse(object).data;
    return read === undefined ? null : stateOf(object, read);
  },
  selector: (object) => selectingSchema.safeParse(object).data?.spec.selector ?? null,
  rollout: rolloutOf,
  withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }),
  withImage,
  copy,
  isCopy,
  trouble: deploymentTrouble,
  pods: podsOfDeployment,
  isPodOf: isPodOfDeployment,
  revisionLabels: hashLabels,
};

function withImage(object: KubeObject, name: string, image: string): KubeObject {
  const spec = object['spec'] as Record<string, unknown>;
  const { template } = deploymentSchema.parse(object).spec;
  const containers = template.spec.containers.map((each) => (each.name === name ? { ...each, image } : each));
  const raw = spec['template'] as Record<string, unknown>;
  return { ...object, spec: { ...spec, template: { ...raw, spec: { ...template.spec, containers } } } };
}

/** A copy of its pod template with the new image, as a Deployment of its own. */
function copy(object: KubeObject, as: Copy): KubeObject {
  const { spec } = deploymentSchema.parse(object);
  const { name, namespace, labels, annotations, podLabels, replicas, container, image } = as;
  const containers = spec.template.spec.containers.map((each) => (each.name === container ? { ...each, image } : each));
  const all = { ...spec.template.metadata.labels, ...podLabels, ...labels };
  return {
    ...deploymentKind,
    metadata: { name, namespace, labels, annotations },
    spec: {
      ...spec,
      replicas,
      paused: false,
      selector: { matchLabels: labels },
      template: {
        ...spec.template,
        metadata: { ...spec.template.metadata, labels: all },
        spec: { ...spec.template.spec, containers },
      },
    },
  };
}

function isCopy(object: KubeObject, { labels, container, image }: Parameters<WorkloadKind['isCopy']>[1]): boolean {
  const read = deploymentSchema.safeParse(object).data;
  if (!read) return false;
  const { selector, template } = read.spec;
  return (
    imageIn(template.spec.containers, container) === image &&
    canonicalJson(selector.matchLabels ?? {}) === canonicalJson(labels)
  );
}
