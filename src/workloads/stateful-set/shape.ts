import { z } from 'zod';
import type { KindRef, KubeObject } from '../../platform/kube.ts';
import { amount, amountSchema } from '../objects/amount.ts';
import { templateSchema } from '../objects/template.ts';
import { imagesIn, metadataSchema, replicaCounts, templatedSpec } from '../objects/templated.ts';
import { templateWrittenAt } from '../objects/written-at.ts';
import { untilDeleted } from '../revisions/until-deleted.ts';
import type { Rollout, Workload } from '../workload.ts';

export const statefulSetKind: KindRef = { apiVersion: 'apps/v1', kind: 'StatefulSet' };

const statusSchema = z
  .looseObject({
    ...replicaCounts,
  })
  .prefault({});

/** What is read of a StatefulSet; everything else is carried along untouched. */
export const statefulSetSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject({ replicas: z.number().default(1), ...templatedSpec }),
  status: statusSchema,
});

const rolloutSchema = z.object({
  spec: z.object({
    replicas: z.number().default(1),
    minReadySeconds: z.number().nullish(),
    updateStrategy: z
      .object({
        type: z.string().nullish(),
        rollingUpdate: z.object({ partition: z.number().nullish(), maxUnavailable: amountSchema }).nullish(),
      })
      .nullish(),
    template: templateSchema,
  }),
});

/**
 * Its status counts a pod as updated once it is of the newest template, also where the controller was told to leave the
 * others as they are: those are then of an earlier one.
 */
export function stateOf(object: KubeObject, read: z.infer<typeof statefulSetSchema>): Workload {
  const { spec, status } = read;
  const rolled = hasSeenTemplate(object) && status.replicas === status.updatedReplicas;
  return {
    object,
    replicas: spec.replicas,
    ready: status.readyReplicas,
    rolled,
    settled: rolled && status.updatedReplicas >= spec.replicas && status.readyReplicas >= spec.replicas,
    selector: spec.selector,
    ...imagesIn(spec.template),
    rolledOutAt: templateWrittenAt(object),
  };
}

/** Its controller has seen its latest spec. */
export function hasSeenTemplate(object: KubeObject): boolean {
  const read = statefulSetSchema.safeParse(object).data;
  return read !== undefined && read.status.observedGeneration >= read.metadata.generation;
}

/** How a StatefulSet goes about new pods; null where it cannot be read. */
export function rolloutOf(object: KubeObject): Rollout | null {
  const spec = rolloutSchema.safeParse(object).data?.spec;
  if (!spec) return null;
  const { replicas, minReadySeconds, updateStrategy } = spec;
  const { partition, maxUnavailable } = updateStrategy?.rollingUpdate ?? {};
  const missing = amount(maxUnavailable ?? 1, replicas, Math.ceil);
  return {
    paused: false,
    downFirst: false,
    surge: 0,
    unavailable: Math.min(Math.max(1, missing), replicas),
    minReadyMs: (minReadySeconds ?? 0) * 1000,
    onDelete: updateStrategy?.type === 'OnDelete' ? untilDeleted(statefulSetKind, object) : null,
    held: heldAt(Math.min(partition ?? 0, replicas), object.metadata.name),
    template: spec.template,
  };
}

function heldAt(partition: number, name: string): Rollout['held'] {
  if (partition === 0) return null;
  const pods = partition === 1 ? 'its first pod' : `its first ${partition} pods`;
  const detail = `StatefulSet ${name} has the partition ${partition}: Kubernetes leaves ${pods} on the old version`;
  const remedy =
    'set spec.updateStrategy.rollingUpdate.partition to 0, or release it by `partitions`, which sets it and puts it back';
  return { detail, remedy };
}
