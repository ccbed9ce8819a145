import { z } from 'zod';
import type { ObjectRef } from '../../../domain/object-ref.ts';
import type { Target } from '../../../domain/target.ts';
import type { RouterKind } from '../kind.ts';

const name = z.string().min(1);

/** What Sluice asks of an implementation beyond what each must be able to do, as the Gateway API names it. */
const features = [
  'HTTPRouteQueryParamMatching',
  'HTTPRouteRequestMirror',
  'HTTPRouteRequestPercentageMirror',
  'HTTPRouteRequestMultipleMirrors',
  'HTTPRouteResponseHeaderModification',
  'HTTPRouteBackendRequestHeaderModification',
] as const;
export type Feature = (typeof features)[number];

const schema = z.strictObject({
  kind: z.literal('gateway'),
  /** The HTTPRoute in front of the workload, in the workload's namespace. */
  httpRoute: name,
  /**
   * Names of the rules to divide, or their numbers where they have none (the first is 1); by default all that lead to the
   * service.
   */
  rules: z
    .array(z.union([name, z.number().int().min(1).max(16)]))
    .min(1)
    .optional(),
  /**
   * Requests can be told apart by a cookie as well. The Gateway API knows none: it goes by a regular expression (RE2 or
   * PCRE) on the header `cookie`, which an implementation need not support, and does not say whether it does.
   */
  cookies: z.boolean().default(false),
  /**
   * What the implementation can do although its GatewayClass lists nothing in `status.supportedFeatures`, as those of Istio
   * and Contour: name only what you have tried. Where the class lists its features, they count and not these.
   */
  features: z.array(z.enum(features)).default([]),
  /** Clusters with the Gateway API before 1.0 serve only v1beta1. */
  apiVersion: z
    .enum(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1'])
    .default('gateway.networking.k8s.io/v1'),
});
export type GatewayConfig = z.infer<typeof schema>;

const group = 'gateway.networking.k8s.io';

/** The rules of an HTTPRoute of the Gateway API, whatever implements it. The candidate has a Service of its own. */
export const gateway: RouterKind<typeof schema> = {
  schema,
  permissions: [
    { group, resource: 'httproutes', verbs: ['get', 'update'] },
    { group, resource: 'backendtlspolicies', verbs: ['list'] },
  ],
  objects: (config, target) => [httpRouteRef(config, target)],
  writes: (config, target) => [{ ref: httpRouteRef(config, target), field: ['f:spec', 'f:rules'] }],
  traits: ({ cookies }) => ({
    precision: 'exact',
    candidateBehindService: false,
    routes: ['weight', 'match', 'mirror'],
    sticky: true,
    marks: cookies ? ['header', 'query', 'cookie'] : ['header', 'query'],
  }),
  isRouted: () => true,
  byHand: ({ httpRoute }, { version }) => ({
    kubectl: ['edit', 'httproute', httpRoute],
    hint: `set the weight of ${version} to 100 and that of the candidate to 0; where rules or filters lead to the candidate alone, remove these`,
  }),
};

/** The HTTPRoute whose rules are divided. */
export function httpRouteRef({ apiVersion, httpRoute }: GatewayConfig, { namespace }: Target): ObjectRef {
  return { apiVersion, kind: 'HTTPRoute', namespace, name: httpRoute };
}
