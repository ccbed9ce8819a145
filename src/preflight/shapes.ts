import { z } from 'zod';
import { selectorSchema } from '../workloads/objects/selector.ts';
import { templateSchema } from '../workloads/objects/template.ts';

/** What the checks read of other people's objects; everything else of them is passed over. */

export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((all) => all ?? {});
export const amounts = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .nullish()
  .transform((all) => all ?? {});
const selector = selectorSchema.nullish().transform((given) => given ?? {});

const owners = list(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }));

const metadata = z.object({
  name: z.string(),
  labels,
  annotations: labels,
  ownerReferences: owners,
  deletionTimestamp: z.string().nullish(),
});
export const named = z.object({ kind: z.string(), metadata });
export type Named = z.infer<typeof named>;

/** A Deployment, StatefulSet or DaemonSet; `replicas` is null where their number is not its own to say. */
export const podMakerSchema = named.extend({
  spec: z.object({ replicas: z.number().nullish(), template: templateSchema }),
});

export const podSchema = named.extend({
  spec: templateSchema.shape.spec.pick({ containers: true, initContainers: true }),
  status: z.object({ phase: z.string().nullish() }).nullish(),
});

export const serviceSchema = named.extend({
  spec: z.object({
    selector: labels,
    ports: list(z.object({ targetPort: z.union([z.string(), z.number()]).nullish() })),
  }),
});

export const claimSchema = named.extend({ spec: z.object({ accessModes: list(z.string()) }) });

export const quotaSchema = named.extend({
  spec: z.object({
    hard: amounts,
    scopes: list(z.string()),
    scopeSelector: z
      .object({
        matchExpressions: list(z.object({ scopeName: z.string(), operator: z.string(), values: list(z.string()) })),
      })
      .nullish(),
  }),
  status: z.object({ hard: amounts, used: amounts }).prefault({}),
});
export type Quota = z.infer<typeof quotaSchema>;

export const limitRangeSchema = named.extend({
  spec: z.object({
    limits: list(
      z.object({
        type: z.string(),
        min: amounts,
        max: amounts,
        default: amounts,
        defaultRequest: amounts,
        maxLimitRequestRatio: amounts,
      }),
    ),
  }),
});
export type LimitRange = z.infer<typeof limitRangeSchema>;

const peer = z.object({ podSelector: selectorSchema.nullish(), namespaceSelector: selectorSchema.nullish() });
export type Peer = z.infer<typeof peer>;

export const networkPolicySchema = named.extend({
  spec: z.object({
    podSelector: selector,
    policyTypes: z.array(z.string()).nullish(),
    ingress: z.array(z.object({ from: list(peer) })).nullish(),
    egress: z.array(z.object({ to: list(peer) })).nullish(),
  }),
});
export type NetworkPolicy = z.infer<typeof networkPolicySchema>;

/** A PodMonitor or ServiceMonitor: chooses by a `metav1.LabelSelector`. */
export const selectingSchema = named.extend({ spec: z.object({ selector }) });
export type Selecting = z.infer<typeof selectingSchema>;

export const budgetSchema = named.extend({
  spec: z.object({ selector, minAvailable: z.union([z.number(), z.string()]).nullish() }),
});

const targetRef = z.object({ kind: z.string(), name: z.string() });

/** An object of Istio: chooses workloads by labels, or names a Service; the whole namespace where it does neither. */
export const meshSchema = named.extend({
  spec: z
    .object({
      selector: z.object({ matchLabels: labels }).nullish(),
      workloadSelector: z.object({ labels, matchLabels: labels }).nullish(),
      targetRef: targetRef.nullish(),
      targetRefs: list(targetRef),
      /** Of a Sidecar: the hosts that its pods can call, as `namespace/name`. */
      egress: list(z.object({ hosts: list(z.string()) })),
    })
    .prefault({}),
});
export type MeshObject = z.infer<typeof meshSchema>;
