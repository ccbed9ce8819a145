import type { Permission } from '../domain/permission.ts';
import { templated } from './objects/templated.ts';
import { byRevisions } from './revisions/revisions.ts';
import { partition } from './stateful-set/partition.ts';
import { hasSeenTemplate, rolloutOf, statefulSetKind, statefulSetSchema, stateOf } from './stateful-set/shape.ts';
import type { WorkloadKind } from './workload.ts';

const permissions: readonly Permission[] = [
  { group: 'apps', resource: 'statefulsets', verbs: ['get', 'list', 'watch', 'update'] },
  { group: 'apps', resource: 'controllerrevisions', verbs: ['list'] },
  // A broken pod keeps the controller from going back: only deleting it helps.
  { group: '', resource: 'pods', verbs: ['delete'] },
];

/** A StatefulSet: it replaces its pods one after the other, each with its name and its volumes. */
export const statefulSet: WorkloadKind = {
  ...statefulSetKind,
  ...templated,
  ...byRevisions({ kind: statefulSetKind, keyOf: ({ metadata }) => metadata.name }),
  word: 'statefulset',
  permissions,
  fields: { ...templated.fields, replicas: ['f:spec', 'f:replicas'] },
  read: (object) => stateOf(object, statefulSetSchema.parse(object)),
  readable(object) {
    const read = statefulSetSchema.safeParse(object).data;
    return read === undefined ? null : stateOf(object, read);
  },
  rollout: rolloutOf,
  withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }),
  copying: {
    can: false,
    why: 'a second StatefulSet would have volumes and identities of its own',
    remedy: 'use rolling, with `partitions` where the new version is to come step by step',
  },
  sizing: { can: true },
  stages: { can: true, ...partition },
  // It never gives up, and says of pods that may not be made only in events.
  trouble: () => null,
  waitsForBroken: hasSeenTemplate,
  refusal: () => null,
};
