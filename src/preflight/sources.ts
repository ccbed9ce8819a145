import type { z } from 'zod';
import type { KindRef } from '../domain/object-ref.ts';
import type { Permission } from '../domain/permission.ts';
import {
  claimSchema,
  limitRangeSchema,
  meshSchema,
  networkPolicySchema,
  podMakerSchema,
  podSchema,
  quotaSchema,
  selectingSchema,
  serviceSchema,
} from './shapes.ts';

/** A sort of object that checks look at, all of them in the namespace. */
export interface Source<S extends z.ZodType = z.ZodType> {
  /** As the API serves it, the version to prefer first. A cluster that serves none of them has no such objects. */
  kinds: readonly [KindRef, ...KindRef[]];
  /** As permissions name it: the plural. */
  resource: string;
  schema: S;
  /** Only those of them that the Service's selector finds are read: there may be thousands. */
  behindService?: true;
}

function source<S extends z.ZodType>(
  kind: string,
  resource: string,
  apiVersions: readonly [string, ...string[]],
  schema: S,
) {
  const [first, ...more] = apiVersions;
  const kinds: Source['kinds'] = [{ apiVersion: first, kind }, ...more.map((apiVersion) => ({ apiVersion, kind }))];
  return { kinds, resource, schema };
}

const security = ['security.istio.io/v1', 'security.istio.io/v1beta1'] as const;
const telemetry = ['telemetry.istio.io/v1', 'telemetry.istio.io/v1alpha1'] as const;
const monitoring = ['monitoring.coreos.com/v1'] as const;

/** Everything that any check looks at. */
export const sources = {
  deployments: source('Deployment', 'deployments', ['apps/v1'], podMakerSchema),
  statefulSets: source('StatefulSet', 'statefulsets', ['apps/v1'], podMakerSchema),
  daemonSets: source('DaemonSet', 'daemonsets', ['apps/v1'], podMakerSchema),
  pods: { ...source('Pod', 'pods', ['v1'], podSchema), behindService: true },
  services: source('Service', 'services', ['v1'], serviceSchema),
  claims: source('PersistentVolumeClaim', 'persistentvolumeclaims', ['v1'], claimSchema),
  quotas: source('ResourceQuota', 'resourcequotas', ['v1'], quotaSchema),
  limitRanges: source('LimitRange', 'limitranges', ['v1'], limitRangeSchema),
  networkPolicies: source('NetworkPolicy', 'networkpolicies', ['networking.k8s.io/v1'], networkPolicySchema),
  budgets: source('PodDisruptionBudget', 'poddisruptionbudgets', ['policy/v1'], selectingSchema),
  authorizationPolicies: source('AuthorizationPolicy', 'authorizationpolicies', security, meshSchema),
  peerAuthentications: source('PeerAuthentication', 'peerauthentications', security, meshSchema),
  requestAuthentications: source('RequestAuthentication', 'requestauthentications', security, meshSchema),
  sidecars: source('Sidecar', 'sidecars', ['networking.istio.io/v1', 'networking.istio.io/v1beta1'], meshSchema),
  envoyFilters: source('EnvoyFilter', 'envoyfilters', ['networking.istio.io/v1alpha3'], meshSchema),
  telemetries: source('Telemetry', 'telemetries', telemetry, meshSchema),
  wasmPlugins: source('WasmPlugin', 'wasmplugins', ['extensions.istio.io/v1alpha1'], meshSchema),
  podMonitors: source('PodMonitor', 'podmonitors', monitoring, selectingSchema),
  serviceMonitors: source('ServiceMonitor', 'servicemonitors', monitoring, selectingSchema),
} satisfies Record<string, Source>;

export type SourceName = keyof typeof sources;

/** What stands in the namespace, as far as it was asked for and could be read. */
export type Around = { readonly [N in SourceName]?: readonly z.output<(typeof sources)[N]['schema']>[] };

/** What looking takes; a release goes on without it, and says what it could not tell. */
export const preflightPermissions: readonly Permission[] = Object.values(sources).map(
  ({ kinds: [kind], resource }) => ({
    group: kind.apiVersion.includes('/') ? (kind.apiVersion.split('/')[0] ?? '') : '',
    resource,
    verbs: ['list'],
  }),
);
