import { z } from 'zod';
import type { KindRef, KubeObject } from '../../platform/kube.ts';
import { amount, amountSchema } from '../objects/amount.ts';
import { templateSchema } from '../objects/template.ts';
import { imagesIn, metadataSchema, templatedSpec } from '../objects/templated.ts';
import { templateWrittenAt } from '../objects/written-at.ts';
import { untilDeleted } from '../revisions/until-deleted.ts';
import type { Rollout, Workload } from '../workload.ts';

export const daemonSetKind: KindRef = { apiVersion: 'apps/v1', kind: 'DaemonSet' };

const statusSchema = z
  .looseObject({
    observedGeneration: z.number().default(0),
    desiredNumberScheduled: z.number().default(0),
    currentNumberScheduled: z.number().default(0),
    updatedNumberScheduled: z.number().default(0),
    numberReady: z.number().default(0),
  })
  .prefault({});

/** What is read of a DaemonSet; everything else is carried along untouched. */
export const daemonSetSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject(templatedSpec),
  status: statusSchema,
});

const rolloutSchema = z.object({
  spec: z.object({
    minReadySeconds: z.number().nullish(),
    updateStrategy: z
      .object({
        type: z.string().nullish(),
        rollingUpdate: z.object({ maxSurge: amountSchema, maxUnavailable: amountSchema }).nullish(),
      })
      .nullish(),
    template: templateSchema,
  }),
  status: statusSchema,
});

/** It wants as many pods as there are nodes for it. */
export function stateOf(object: KubeObject, read: z.infer<typeof daemonSetSchema>): Workload {
  const { metadata, spec, status } = read;
  const { desiredNumberScheduled: wanted, currentNumberScheduled: there, updatedNumberScheduled: updated } = status;
  const rolled = status.observedGeneration >= metadata.generation && updated === there;
  return {
    object,
    replicas: wanted,
    ready: status.numberReady,
    rolled,
    settled: rolled && updated >= wanted && status.numberReady >= wanted,
    selector: spec.selector,
    ...imagesIn(spec.template),
    rolledOutAt: templateWrittenAt(object),
  };
}

/** How a DaemonSet goes about new pods; null where it cannot be read. */
export function rolloutOf(object: KubeObject): Rollout | null {
  const read = rolloutSchema.safeParse(object).data;
  if (!read) return null;
  const { minReadySeconds, updateStrategy, template } = read.spec;
  const { desiredNumberScheduled: wanted } = read.status;
  const { maxSurge, maxUnavailable } = updateStrategy?.rollingUpdate ?? {};
  const surge = amount(maxSurge ?? 0, wanted, Math.ceil);
  return {
    paused: false,
    downFirst: false,
    surge,
    unavailable: surge > 0 ? 0 : Math.min(Math.max(1, amount(maxUnavailable ?? 1, wanted, Math.ceil)), wanted),
    minReadyMs: (minReadySeconds ?? 0) * 1000,
    onDelete: updateStrategy?.type === 'OnDelete' ? untilDeleted(daemonSetKind, object) : null,
    held: null,
    template,
  };
}
