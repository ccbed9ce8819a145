import type { ResourceType } from './types.ts';

type Row = readonly [
  kind: string,
  plural: string,
  scope: 'namespaced' | 'cluster',
  subresources?: string,
  shortNames?: string,
  generation?: 'generation',
];

const CORE: readonly Row[] = [
  ['Namespace', 'namespaces', 'cluster', 'status finalize', 'ns'],
  ['Node', 'nodes', 'cluster', 'status', 'no'],
  ['Pod', 'pods', 'namespaced', 'status binding eviction log proxy', 'po'],
  ['Service', 'services', 'namespaced', 'status', 'svc'],
  ['Endpoints', 'endpoints', 'namespaced', '', 'ep'],
  ['ConfigMap', 'configmaps', 'namespaced', '', 'cm'],
  ['Secret', 'secrets', 'namespaced'],
  ['Event', 'events', 'namespaced', '', 'ev'],
  ['ServiceAccount', 'serviceaccounts', 'namespaced', '', 'sa'],
  ['PersistentVolumeClaim', 'persistentvolumeclaims', 'namespaced', 'status', 'pvc'],
  ['ResourceQuota', 'resourcequotas', 'namespaced', 'status', 'quota'],
  ['LimitRange', 'limitranges', 'namespaced', '', 'limits'],
];

const APPS: readonly Row[] = [
  ['Deployment', 'deployments', 'namespaced', 'status scale', 'deploy', 'generation'],
  ['ReplicaSet', 'replicasets', 'namespaced', 'status scale', 'rs', 'generation'],
  ['StatefulSet', 'statefulsets', 'namespaced', 'status scale', 'sts', 'generation'],
  ['DaemonSet', 'daemonsets', 'namespaced', 'status', 'ds', 'generation'],
  ['ControllerRevision', 'controllerrevisions', 'namespaced'],
];

const RBAC: readonly Row[] = [
  ['Role', 'roles', 'namespaced'],
  ['RoleBinding', 'rolebindings', 'namespaced'],
  ['ClusterRole', 'clusterroles', 'cluster'],
  ['ClusterRoleBinding', 'clusterrolebindings', 'cluster'],
];

const WEBHOOKS: readonly Row[] = [
  ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'cluster', '', '', 'generation'],
  ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'cluster', '', '', 'generation'],
];

const AUTOSCALERS: readonly Row[] = [
  ['HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'namespaced', 'status', 'hpa'],
];

const GROUPS: readonly (readonly [group: string, version: string, rows: readonly Row[]])[] = [
  ['', 'v1', CORE],
  ['apps', 'v1', APPS],
  ['autoscaling', 'v2', AUTOSCALERS],
  ['autoscaling', 'v1', AUTOSCALERS],
  ['policy', 'v1', [['PodDisruptionBudget', 'poddisruptionbudgets', 'namespaced', 'status', 'pdb', 'generation']]],
  [
    'batch',
    'v1',
    [
      ['Job', 'jobs', 'namespaced', 'status', '', 'generation'],
      ['CronJob', 'cronjobs', 'namespaced', 'status', 'cj', 'generation'],
    ],
  ],
  ['coordination.k8s.io', 'v1', [['Lease', 'leases', 'namespaced']]],
  ['discovery.k8s.io', 'v1', [['EndpointSlice', 'endpointslices', 'namespaced']]],
  [
    'networking.k8s.io',
    'v1',
    [
      ['Ingress', 'ingresses', 'namespaced', 'status', 'ing', 'generation'],
      ['NetworkPolicy', 'networkpolicies', 'namespaced', '', 'netpol', 'generation'],
      ['IngressClass', 'ingressclasses', 'cluster', '', '', 'generation'],
    ],
  ],
  ['admissionregistration.k8s.io', 'v1', WEBHOOKS],
  ['rbac.authorization.k8s.io', 'v1', RBAC],
  [
    'apiextensions.k8s.io',
    'v1',
    [['CustomResourceDefinition', 'customresourcedefinitions', 'cluster', 'status', 'crd', 'generation']],
  ],
];

function words(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}

/**
 * The kinds that exist without a CustomResourceDefinition. RBAC objects are kept, but rights come from the users given at
 * start; webhook configurations are kept, but nothing is called.
 */
export const BUILTINS: readonly ResourceType[] = GROUPS.flatMap(([group, version, rows]) =>
  rows.map(
    ([kind, plural, scope, subresources, shortNames, generation]): ResourceType => ({
      group,
      version,
      kind,
      plural,
      singular: kind.toLowerCase(),
      shortNames: words(shortNames),
      namespaced: scope === 'namespaced',
      subresources: words(subresources),
      custom: false,
      generation: generation === 'generation',
    }),
  ),
);
