import type { z } from 'zod';
import type { Permission } from '../domain/permission.ts';
import { ciliumPolicySchema } from './cilium-shapes.ts';
import { autoscalerSchema, scaledObjectSchema, verticalAutoscalerSchema } from './scaler-shapes.ts';
import {
  budgetSchema,
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
import { type Source, source } from './source.ts';
import { ways } from './ways/index.ts';

export type { Source };

const security = ['security.istio.io/v1', 'security.istio.io/v1beta1'] as const;
const telemetry = ['telemetry.istio.io/v1', 'telemetry.istio.io/v1alpha1'] as const;
const networking = ['networking.istio.io/v1', 'networking.istio.io/v1beta1'] as const;
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
  ciliumPolicies: source('CiliumNetworkPolicy', 'ciliumnetworkpolicies', ['cilium.io/v2'], ciliumPolicySchema),
  budgets: source('PodDisruptionBudget', 'poddisruptionbudgets', ['policy/v1'], budgetSchema),
  authorizationPolicies: source('AuthorizationPolicy', 'authorizationpolicies', security, meshSchema),
  peerAuthentications: source('PeerAuthentication', 'peerauthentications', security, meshSchema),
  requestAuthentications: source('RequestAuthentication', 'requestauthentications', security, meshSchema),
  sidecars: source('Sidecar', 'sidecars', networking, meshSchema),
  envoyFilters: source('EnvoyFilter', 'envoyfilters', ['networking.istio.io/v1alpha3'], meshSchema),
  telemetries: source('Telemetry', 'telemetries', telemetry, meshSchema),
  wasmPlugins: source('WasmPlugin', 'wasmplugins', ['extensions.istio.io/v1alpha1'], meshSchema),
  ...ways,
  autoscalers: source('HorizontalPodAutoscaler', 'horizontalpodautoscalers', ['autoscaling/v2'], autoscalerSchema),
  verticalAutoscalers: source(
    'VerticalPodAutoscaler',
    'verticalpodautoscalers',
    ['autoscaling.k8s.io/v1'],
    verticalAutoscalerSchema,
  ),
  scaledObjects: source('ScaledObject', 'scaledobjects', ['keda.sh/v1alpha1'], scaledObjectSchema),
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
