import { z } from 'zod';

/** What a proxy has to know of Kubernetes objects to divide traffic as Istio does. */

const labels = z.record(z.string(), z.string()).optional();
const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(''),
  uid: z.string().default(''),
  labels,
});

/** Istio's StringMatch. */
const text = z.union([
  z.strictObject({ exact: z.string() }),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ regex: z.string() }),
]);
export type TextMatch = z.infer<typeof text>;

/** Strict: a condition that is not understood must not become one that always holds. */
const requestMatch = z.strictObject({
  name: z.string().optional(),
  uri: text.optional(),
  method: text.optional(),
  headers: z.record(z.string(), text.or(z.strictObject({}))).optional(),
  withoutHeaders: z.record(z.string(), text.or(z.strictObject({}))).optional(),
  queryParams: z.record(z.string(), text).optional(),
});
export type RequestMatch = z.infer<typeof requestMatch>;

const destination = z.strictObject({
  host: z.string(),
  subset: z.string().optional(),
  port: z.strictObject({ number: z.number() }).optional(),
});
export type Destination = z.infer<typeof destination>;

const headers = z.strictObject({ response: z.strictObject({ add: z.record(z.string(), z.string()) }) });

const percentage = z.strictObject({ value: z.number().default(0) }).optional();
const httpRoute = z.strictObject({
  name: z.string().optional(),
  match: z.array(requestMatch).optional(),
  route: z.array(z.strictObject({ destination, weight: z.number().optional(), headers: headers.optional() })),
  mirror: destination.optional(),
  mirrorPercentage: percentage,
  mirrors: z.array(z.strictObject({ destination, percentage })).optional(),
  timeout: z.string().optional(),
  retries: z.strictObject({ attempts: z.number(), retryOn: z.string().optional() }).optional(),
});
export type HttpRoute = z.infer<typeof httpRoute>;

/** The routes are read apart from the object, so that one that is not understood can be told of by name. */
export const virtualServiceSchema = z.object({
  metadata,
  spec: z.object({ hosts: z.array(z.string()).default([]), http: z.unknown() }),
});
export type VirtualService = z.infer<typeof virtualServiceSchema>;
export const httpRoutesSchema = z.array(httpRoute);

export const destinationRuleSchema = z.object({
  metadata,
  spec: z.object({ host: z.string(), subsets: z.array(z.object({ name: z.string(), labels })).default([]) }),
});
export type DestinationRule = z.infer<typeof destinationRuleSchema>;

export const serviceSchema = z.object({ metadata });
export type Service = z.infer<typeof serviceSchema>;

export const podSchema = z.object({ metadata });
export type Pod = z.infer<typeof podSchema>;

export const endpointSliceSchema = z.object({
  metadata,
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()),
        conditions: z.object({ ready: z.boolean().nullish() }).nullish(),
        targetRef: z.object({ name: z.string() }).nullish(),
      }),
    )
    .nullish(),
  ports: z.array(z.object({ port: z.number().nullish() })).nullish(),
});
export type EndpointSlice = z.infer<typeof endpointSliceSchema>;

/** Short names of hosts are relative to the namespace of the object that they stand in. Undefined for foreign ones. */
export function serviceOf(host: string, ownNamespace: string): { name: string; namespace: string } | undefined {
  const [name = '', namespace = ownNamespace, ...rest] = host.split('.');
  return rest.length > 0 && rest[0] !== 'svc' ? undefined : { name, namespace };
}
