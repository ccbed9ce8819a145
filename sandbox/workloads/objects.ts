import { z } from 'zod';

/** What the simulated world reads of Kubernetes objects; everything else in them is none of its business. */

const labels = z.record(z.string(), z.string()).optional();
const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(''),
  uid: z.string().default(''),
  resourceVersion: z.string().optional(),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().nullish(),
  labels,
  annotations: labels,
});

const containerSchema = z.object({ name: z.string(), image: z.string().default('') });

const nodeAffinity = z.object({
  requiredDuringSchedulingIgnoredDuringExecution: z
    .object({
      nodeSelectorTerms: z.array(
        z.object({ matchFields: z.array(z.object({ values: z.array(z.string()) })).optional() }),
      ),
    })
    .optional(),
});

export const podSchema = z.object({
  metadata,
  spec: z.object({
    nodeName: z.string().optional(),
    affinity: z.object({ nodeAffinity: nodeAffinity.optional() }).nullish(),
    containers: z.array(containerSchema).min(1),
    initContainers: z.array(containerSchema).optional(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
    })
    .optional(),
});
export type Pod = z.infer<typeof podSchema>;

export const serviceSchema = z.object({
  metadata,
  spec: z.object({ selector: labels }).optional(),
});
export type Service = z.infer<typeof serviceSchema>;

const destination = z.object({ host: z.string(), subset: z.string().optional() });
const addedHeaders = z.object({ response: z.object({ add: z.record(z.string(), z.string()).optional() }).optional() });
const httpRoute = z.object({
  name: z.string().optional(),
  match: z.array(z.record(z.string(), z.unknown())).optional(),
  route: z.array(z.object({ destination, weight: z.number().optional(), headers: addedHeaders.optional() })).optional(),
  mirror: destination.optional(),
  mirrorPercentage: z.object({ value: z.number().default(0) }).optional(),
  mirrors: z
    .array(z.object({ destination, percentage: z.object({ value: z.number().default(0) }).optional() }))
    .optional(),
});
export type HttpRoute = z.infer<typeof httpRoute>;

export const virtualServiceSchema = z.object({
  metadata,
  spec: z.object({ hosts: z.array(z.string()).default([]), http: z.array(httpRoute).default([]) }),
});
export type VirtualService = z.infer<typeof virtualServiceSchema>;

export const destinationRuleSchema = z.object({
  metadata,
  spec: z.object({
    host: z.string(),
    subsets: z.array(z.object({ name: z.string(), labels })).default([]),
  }),
});
export type DestinationRule = z.infer<typeof destinationRuleSchema>;

const backend = z.object({ name: z.string(), namespace: z.string().optional() });
const conditions = z.array(z.unknown()).default([]);
const backendFilter = z.object({
  responseHeaderModifier: z
    .object({ add: z.array(z.object({ name: z.string(), value: z.string() })).optional() })
    .optional(),
});
const httpRouteRule = z.object({
  matches: z
    .array(
      z.object({
        path: z.object({ value: z.string().default('/') }).optional(),
        method: z.string().optional(),
        headers: conditions,
        queryParams: conditions,
      }),
    )
    .default([]),
  /** As the API has it: a backend without a weight has 1. */
  backendRefs: z
    .array(backend.extend({ weight: z.number().default(1), filters: z.array(backendFilter).default([]) }))
    .default([]),
  filters: z
    .array(
      z.object({
        requestMirror: z
          .object({
            backendRef: backend,
            percent: z.number().optional(),
            fraction: z.object({ numerator: z.number(), denominator: z.number().default(100) }).optional(),
          })
          .optional(),
      }),
    )
    .default([]),
});

export const httpRouteSchema = z.object({
  metadata,
  spec: z.object({ rules: z.array(httpRouteRule).default([]) }),
});
/** Of the Gateway API. */
export type HTTPRoute = z.infer<typeof httpRouteSchema>;

/** The one node that a pod is made for; undefined where it may run on any. */
export function madeFor({ spec }: Pod): string | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields?.[0]?.values[0];
}

/** Takes traffic: the Ready condition holds and nobody has asked for its end. */
export function isReady(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Whether an object with these labels is chosen by this selector. An empty selector chooses nothing. */
export function selects(
  selector: Readonly<Record<string, string>> | undefined,
  labelsOf: Readonly<Record<string, string>> | undefined,
): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labelsOf?.[key] === value);
}
