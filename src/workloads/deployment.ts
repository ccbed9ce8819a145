import { canonicalJson } from '../domain/json.ts';
import type { Permission } from '../domain/permission.ts';
import type { KubeObject } from '../platform/kube.ts';
import {
  configurationOfSets,
  hashLabels,
  imagesOfSets,
  ownerOfPod,
  podOfTemplate,
  podsOfDeployment,
} from './deployment/pods.ts';
import { podsRefused } from './deployment/refusal.ts';
import { rolloutOf } from './deployment/rollout.ts';
import { deploymentKind, deploymentSchema, deploymentTrouble, stateOf } from './deployment/shape.ts';
import { templateChanges } from './deployment/template-changes.ts';
import { replaced, templated } from './objects/templated.ts';
import { isSameContent } from './versions/same-content.ts';
import type { Copy, Copying, WorkloadKind } from './workload.ts';

const permissions: readonly Permission[] = [
  { group: 'apps', resource: 'deployments', verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'] },
  { group: 'apps', resource: 'replicasets', verbs: ['list'] },
];

/** A Deployment: its ReplicaSets roll pods that are all alike. */
export const deployment: WorkloadKind = {
  ...deploymentKind,
  ...templated,
  word: 'deployment',
  permissions,
  fields: { ...templated.fields, replicas: ['f:spec', 'f:replicas'] },
  read: (object) => stateOf(object, deploymentSchema.parse(object)),
  readable(object) {
    const read = deploymentSchema.safeParse(object).data;
    return read === undefined ? null : stateOf(object, read);
  },
  rollout: rolloutOf,
  withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }),
  history: { kind: 'ReplicaSet', resource: 'replicasets' },
  copying: { can: true, copy, isCopy, templateChanges },
  sizing: { can: true },
  stages: {
    can: false,
    why: 'Kubernetes cannot hold the rollout of a Deployment at a share of its pods',
    remedy: 'use canary, which can hold the new version at any share',
  },
  podOf: podOfTemplate,
  trouble: deploymentTrouble,
  waitsForBroken: () => false,
  refusal: podsRefused,
  pods: podsOfDeployment,
  ownerOf: ownerOfPod,
  revisionImages: imagesOfSets,
  revisionConfiguration: configurationOfSets,
  revisionLabels: hashLabels,
};

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

function isCopy(object: KubeObject, { labels, images }: Parameters<Copying['isCopy']>[1]): boolean {
  const read = deploymentSchema.safeParse(object).data;
  if (!read) return false;
  const { images: now } = stateOf(object, read);
  const runs = [...images].every(([container, image]) => {
    const there = now.get(container);
    return there !== undefined && (there === image || isSameContent(there, image));
  });
  return runs && canonicalJson(read.spec.selector.matchLabels ?? {}) === canonicalJson(labels);
}
