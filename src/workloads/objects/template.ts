import { z } from 'zod';
import { selectorSchema } from './selector.ts';

/** A list that may be left out. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const amounts = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .nullish()
  .transform((all) => all ?? {});

const resourcesSchema = z
  .object({ requests: amounts, limits: amounts })
  .nullish()
  .transform((all) => all ?? { requests: {}, limits: {} });

const containerSchema = z.object({
  name: z.string(),
  /** `Always` makes an init container a sidecar. */
  restartPolicy: z.string().nullish(),
  ports: list(z.object({ name: z.string().nullish(), containerPort: z.number(), hostPort: z.number().nullish() })),
  resources: resourcesSchema,
  volumeMounts: list(z.object({ name: z.string(), readOnly: z.boolean().nullish() })),
  /** Of raw blocks, which are always there to be written. */
  volumeDevices: list(z.object({ name: z.string() })),
});
export type TemplateContainer = z.infer<typeof containerSchema>;

const affinityTermSchema = z.object({
  labelSelector: selectorSchema.nullish(),
  topologyKey: z.string(),
  namespaces: list(z.string()),
  namespaceSelector: selectorSchema.nullish(),
  matchLabelKeys: list(z.string()),
});

const volumeSchema = z.looseObject({
  name: z.string(),
  persistentVolumeClaim: z.object({ claimName: z.string(), readOnly: z.boolean().nullish() }).nullish(),
  /** Mounted as files. */
  image: z.object({ reference: z.string().nullish() }).nullish(),
  /** A claim that each pod gets for itself. */
  ephemeral: z
    .object({
      volumeClaimTemplate: z.object({
        spec: z.object({ storageClassName: z.string().nullish(), resources: resourcesSchema }),
      }),
    })
    .nullish(),
  hostPath: z.object({ path: z.string(), type: z.string().nullish() }).nullish(),
});
export type TemplateVolume = z.infer<typeof volumeSchema>;

const specSchema = z.object({
  containers: z.array(containerSchema),
  initContainers: list(containerSchema),
  volumes: list(volumeSchema),
  hostNetwork: z.boolean().nullish(),
  readinessGates: list(z.object({ conditionType: z.string() })),
  priorityClassName: z.string().nullish(),
  activeDeadlineSeconds: z.number().nullish(),
  overhead: amounts,
  /** Of the pod as a whole, over those of its containers. */
  resources: resourcesSchema,
  topologySpreadConstraints: list(
    z.object({
      topologyKey: z.string(),
      whenUnsatisfiable: z.string().nullish(),
      labelSelector: selectorSchema.nullish(),
      matchLabelKeys: list(z.string()),
    }),
  ),
  /** Of devices: one of its own for each pod, by a template, or one that is there for all of them. */
  resourceClaims: list(
    z.object({ resourceClaimName: z.string().nullish(), resourceClaimTemplateName: z.string().nullish() }),
  ),
  affinity: z
    .object({
      podAntiAffinity: z.object({ requiredDuringSchedulingIgnoredDuringExecution: list(affinityTermSchema) }).nullish(),
    })
    .nullish(),
});

/** What is read of a pod template, in any workload. */
export const templateSchema = z.object({
  metadata: z
    .object({
      labels: z
        .record(z.string(), z.string())
        .nullish()
        .transform((labels) => labels ?? {}),
    })
    .prefault({}),
  spec: specSchema,
});
export type PodTemplate = z.infer<typeof templateSchema>;
