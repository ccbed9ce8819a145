import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';

export const containersSchema = z.array(z.looseObject({ name: z.string(), image: z.string() }));

export const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastUpdateTime: z.string().nullish(),
  lastTransitionTime: z.string().nullish(),
});
export type Condition = z.infer<typeof conditionSchema>;

const terminatedSchema = z.object({
  exitCode: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
});
const containerStatusSchema = z.object({
  name: z.string().default(''),
  imageID: z.string().catch(''),
  ready: z.boolean().default(false),
  /** False as long as its startup probe has not passed. */
  started: z.boolean().nullish().catch(null),
  restartCount: z.number().default(0),
  state: z
    .object({
      waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
      running: z.object({ startedAt: z.string().optional() }).optional(),
      terminated: terminatedSchema.optional(),
    })
    .default({}),
  lastState: z.object({ terminated: terminatedSchema.optional() }).default({}),
});
export type ContainerStatus = z.infer<typeof containerStatusSchema>;

const specSchema = z.object({
  nodeName: z.string().optional().catch(undefined),
  containers: containersSchema,
  initContainers: containersSchema.catch([]).default([]),
});

/** What is read of a pod, anywhere; everything else is passed over. */
export const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string().optional(),
    generateName: z.string().optional(),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
    labels: z.record(z.string(), z.string()).default({}),
    managedFields: z
      .array(z.object({ subresource: z.string().optional(), time: z.string().nullish() }))
      .catch([])
      .default([]),
  }),
  spec: specSchema.prefault({ containers: [] }),
  status: z
    .object({
      phase: z.string().default(''),
      reason: z.string().optional(),
      message: z.string().optional(),
      podIP: z.string().optional(),
      startTime: z.string().nullish(),
      conditions: z.array(conditionSchema).default([]),
      containerStatuses: z.array(containerStatusSchema).default([]),
      initContainerStatuses: z.array(containerStatusSchema).default([]),
    })
    .prefault({}),
});
export type Pod = z.infer<typeof podSchema>;

/** Its probes say that it takes requests. */
export function isReady({ status }: Pod): boolean {
  return status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/** A container of its spec, init containers included; undefined where there is none of that name. */
export function containerIn({ spec }: Pod, name: string): Pod['spec']['containers'][number] | undefined {
  return [...spec.containers, ...spec.initContainers].find((each) => each.name === name);
}

/** Statuses of the containers that run as long as the pod does: its own, and the init containers that are sidecars. */
export function lastingStatuses(pod: Pod): ContainerStatus[] {
  const { initContainerStatuses: init, containerStatuses: main } = pod.status;
  const sidecars = init.filter(({ name }) => containerIn(pod, name)?.['restartPolicy'] === 'Always');
  return [...sidecars, ...main];
}

const startupSchema = z.object({
  initialDelaySeconds: z.number().catch(0),
  periodSeconds: z.number().catch(10),
  failureThreshold: z.number().catch(3),
});

/** How long a container's startup probe lets it take to start (ms); 0 where it has none. */
export function startupMs(pod: Pod, container: string): number {
  const probe = startupSchema.safeParse(containerIn(pod, container)?.['startupProbe']).data;
  return probe ? (probe.initialDelaySeconds + probe.periodSeconds * probe.failureThreshold) * 1000 : 0;
}

/** It is on its way out. */
export function isLeaving({ metadata }: Pod): boolean {
  return Boolean(metadata.deletionTimestamp);
}

/** It runs no more and never will again. */
export function hasEnded({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

/** @returns the reference that this container runs; null where there is no such container */
export function imageIn(containers: z.infer<typeof containersSchema>, container: string): string | null {
  return containers.find(({ name }) => name === container)?.image ?? null;
}

/**
 * The digest of what a container runs, as its node reports it: `docker-pullable://repository@sha256:…`,
 * `repository@sha256:…`, or `sha256:…` alone, which is the digest of its configuration.
 * @returns null where the node reports none
 */
export function imageDigestOf(pod: KubeObject, container: string): string | null {
  const statuses = podSchema.safeParse(pod).data?.status.containerStatuses ?? [];
  const id = statuses.find(({ name }) => name === container)?.imageID ?? '';
  return /(?:^|[@/])(sha256:[0-9a-f]{64})$/.exec(id)?.[1] ?? null;
}
