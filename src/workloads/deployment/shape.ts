import { z } from 'zod';
import type { Trouble } from '../../domain/verdict.ts';
import type { KindRef, KubeObject } from '../../platform/kube.ts';
import { conditionSchema } from '../objects/pod.ts';
import { imagesIn, metadataSchema, replicaCounts, templatedSpec } from '../objects/templated.ts';
import { shorten, timeOf } from '../trouble/status.ts';
import type { Workload } from '../workload.ts';

export const deploymentKind: KindRef = { apiVersion: 'apps/v1', kind: 'Deployment' };

const statusSchema = z
  .looseObject({
    ...replicaCounts,
    conditions: z.array(conditionSchema).default([]),
  })
  .prefault({});

/** What is read of a Deployment; everything else is carried along untouched. */
export const deploymentSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject({ replicas: z.number().default(1), ...templatedSpec }),
  status: statusSchema,
});
type Deployment = z.infer<typeof deploymentSchema>;

/** What its controller says of it. */
export const rolloutSchema = z.object({ metadata: metadataSchema, status: statusSchema });

export function stateOf(object: KubeObject, { metadata, spec, status }: Deployment): Workload {
  const rolled = status.observedGeneration >= metadata.generation && status.replicas === status.updatedReplicas;
  return {
    object,
    replicas: spec.replicas,
    ready: status.readyReplicas,
    rolled,
    settled: rolled && status.updatedReplicas >= spec.replicas && status.readyReplicas >= spec.replicas,
    selector: spec.selector,
    ...imagesIn(spec.template),
    rolledOutAt: timeOf(progressing(status)?.lastUpdateTime ?? object.metadata.creationTimestamp),
  };
}

/**
 * `progress-deadline` where Kubernetes gave a Deployment's rollout up, else null; `pod` is then the Deployment's name.
 * A condition that is older than the present spec says nothing of it. Nor does one from before `since`: where the
 * ReplicaSet of the new template was there already, what was said of the last rollout stands until its first pod comes.
 */
export function deploymentTrouble(object: KubeObject, since: number): Trouble | null {
  const read = rolloutSchema.safeParse(object).data;
  if (!read || read.status.observedGeneration < read.metadata.generation) return null;
  const { status, reason, message, lastUpdateTime } = progressing(read.status) ?? {};
  if (status !== 'False' || reason !== 'ProgressDeadlineExceeded') return null;
  if ((timeOf(lastUpdateTime) ?? 0) < since) return null;
  return { code: 'progress-deadline', pod: read.metadata.name, detail: shorten(message || 'it makes no progress') };
}

function progressing({ conditions }: Deployment['status']) {
  return conditions.find(({ type }) => type === 'Progressing');
}
