import { z } from 'zod';
import { canonicalJson } from '../domain/json.ts';
import type { Permission } from '../domain/permission.ts';
import type { KubeObject } from '../platform/kube.ts';
import { hashLabels, imagesOfSets, ownerOfPod, podsOfDeployment } from './deployment/pods.ts';
import { podsRefused } from './deployment/refusal.ts';
import { rolloutOf } from './deployment/rollout.ts';
import { deploymentKind, deploymentSchema, deploymentTrouble, stateOf } from './deployment/shape.ts';
import { selectorSchema } from './objects/selector.ts';
import { isSameContent } from './versions/same-content.ts';
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
    image({ initContainers }, name) {
      const list = initContainers.has(name) ? 'f:initContainers' : 'f:containers';
      return ['f:spec', 'f:template', 'f:spec', list, `k:{"name":"${name}"}`, 'f:image'];
    },
  },
  read: (object) => stateOf(object, deploymentSchema.parse(object)),
  readable(object) {
    const read = deploymentSchema.safeParse(object).data;
    return read === undefined ? null : stateOf(object, read);
  },
  selector: (object) => selectingSchema.safeParse(object).data?.spec.selector ?? null,
  rollout: rolloutOf,
  withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }),
  withImages,
  copy,
  isCopy,
  trouble: deploymentTrouble,
  refusal: podsRefused,
  pods: podsOfDeployment,
  ownerOf: ownerOfPod,
  revisionImages: imagesOfSets,
  revisionLabels: hashLabels,
};

function withImages(object: KubeObject, images: ReadonlyMap<string, string>): KubeObject {
  const spec = object['spec'] as Record<string, unknown>;
  const { template } = deploymentSchema.parse(object).spec;
  const raw = spec['template'] as Record<string, unknown>;
  return { ...object, spec: { ...spec, template: { ...raw, spec: replaced(template.spec, images) } } };
}

type PodSpec = z.infer<typeof deploymentSchema>['spec']['template']['spec'];
type Containers = PodSpec['containers'];

function replaced(spec: PodSpec, images: ReadonlyMap<string, string>): PodSpec {
  const changed = (all: Containers) => all.map((each) => ({ ...each, image: images.get(each.name) ?? each.image }));
  const { containers, initContainers } = spec;
  const inits = initContainers === undefined ? {} : { initContainers: changed(initContainers) };
  return { ...spec, ...inits, containers: changed(containers) };
}

/** A copy of its pod template with the new images, as a Deployment of its own. */
function copy(object: KubeObject, as: Copy): KubeObject {
  const { spec } = deploymentSchema.parse(object);
  const { name, namespace, labels, annotations, podLabels, replicas, images } = as;
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
        spec: replaced(spec.template.spec, images),
      },
    },
  };
}

function isCopy(object: KubeObject, { labels, images }: Parameters<WorkloadKind['isCopy']>[1]): boolean {
  const read = deploymentSchema.safeParse(object).data;
  if (!read) return false;
  const { images: now } = stateOf(object, read);
  const runs = [...images].every(([container, image]) => {
    const there = now.get(container);
    return there !== undefined && (there === image || isSameContent(there, image));
  });
  return runs && canonicalJson(read.spec.selector.matchLabels ?? {}) === canonicalJson(labels);
}
