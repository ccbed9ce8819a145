import type { Permission } from '../domain/permission.ts';
import { daemonSetKind, daemonSetSchema, rolloutOf, stateOf } from './daemon-set/shape.ts';
import { templated } from './objects/templated.ts';
import { byRevisions, revisionLabel } from './revisions/revisions.ts';
import type { WorkloadKind } from './workload.ts';

const permissions: readonly Permission[] = [
  { group: 'apps', resource: 'daemonsets', verbs: ['get', 'list', 'watch', 'update'] },
  { group: 'apps', resource: 'controllerrevisions', verbs: ['list'] },
];

/** A DaemonSet: one pod on each node that is fit for it. */
export const daemonSet: WorkloadKind = {
  ...daemonSetKind,
  ...templated,
  ...byRevisions({ kind: daemonSetKind, keyOf: ({ metadata }) => metadata.labels?.[revisionLabel] ?? '' }),
  word: 'daemonset',
  permissions,
  fields: { ...templated.fields, replicas: ['f:spec', 'f:replicas'] },
  read: (object) => stateOf(object, daemonSetSchema.parse(object)),
  readable(object) {
    const read = daemonSetSchema.safeParse(object).data;
    return read === undefined ? null : stateOf(object, read);
  },
  rollout: rolloutOf,
  withReplicas: (object) => object,
  copying: {
    can: false,
    why: 'a second DaemonSet would put a second pod on every node',
    remedy: 'use rolling: its maxUnavailable or maxSurge says how many nodes get the new version at once',
  },
  sizing: {
    can: false,
    why: 'the nodes say how many pods a DaemonSet has',
    remedy: 'use rolling: without maxSurge no node ever runs two of its pods at once',
  },
  stages: {
    can: false,
    why: 'Kubernetes cannot hold the rollout of a DaemonSet at some of its nodes',
    remedy: 'use rolling without `partitions`: its maxUnavailable says how many nodes get the new version at once',
  },
  // It never gives up, and says of pods that may not be made only in events.
  trouble: () => null,
  waitsForBroken: () => false,
  refusal: () => null,
};
