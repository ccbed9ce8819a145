import { asArray, asDict, isDict } from '../model/json.ts';
import type { Dict, ResourceType } from '../model/types.ts';

/** How a list or an object of a kind is merged, by strategic-merge patch and by server-side apply. */
export interface MergeRule {
  /** Strategic merge: items are found by this member; absent means the list is replaced. */
  mergeKey?: string;
  /** Server-side apply: items are found by these members; absent (and no `set`) means one owner for the whole list. */
  mapKeys?: readonly string[];
  /** A list of scalars that is merged item by item. */
  set?: boolean;
  /** An object that has one owner as a whole. */
  atomicObject?: boolean;
  /** Strategic merge: `$retainKeys` may name the members to keep. */
  retainKeys?: boolean;
}

const ATOMIC: MergeRule = { atomicObject: true };

function keyed(mergeKey: string, mapKeys: readonly string[] = [mergeKey]): MergeRule {
  return { mergeKey, mapKeys };
}

const CONTAINER: Record<string, MergeRule> = {
  env: keyed('name'),
  'env.*.valueFrom.secretKeyRef': ATOMIC,
  'env.*.valueFrom.configMapKeyRef': ATOMIC,
  'env.*.valueFrom.fieldRef': ATOMIC,
  'env.*.valueFrom.resourceFieldRef': ATOMIC,
  ports: keyed('containerPort', ['containerPort', 'protocol']),
  volumeMounts: keyed('mountPath'),
  volumeDevices: keyed('devicePath'),
  'resources.claims': { mapKeys: ['name'] },
};

function prefixed(prefix: string, rules: Record<string, MergeRule>): Record<string, MergeRule> {
  return Object.fromEntries(Object.entries(rules).map(([path, rule]) => [`${prefix}.${path}`, rule]));
}

const POD_SPEC: Record<string, MergeRule> = {
  containers: keyed('name'),
  initContainers: keyed('name'),
  ephemeralContainers: keyed('name'),
  ...prefixed('containers.*', CONTAINER),
  ...prefixed('initContainers.*', CONTAINER),
  volumes: { ...keyed('name'), retainKeys: true },
  imagePullSecrets: keyed('name'),
  hostAliases: keyed('ip'),
  topologySpreadConstraints: keyed('topologyKey', ['topologyKey', 'whenUnsatisfiable']),
  readinessGates: {},
  nodeSelector: ATOMIC,
};

const METADATA: Record<string, MergeRule> = {
  ownerReferences: keyed('uid'),
  finalizers: { set: true },
};

/** Where the pod specification of a workload lies. */
const POD_SPEC_AT: Record<string, string> = {
  Pod: 'spec',
  Deployment: 'spec.template.spec',
  ReplicaSet: 'spec.template.spec',
  StatefulSet: 'spec.template.spec',
  DaemonSet: 'spec.template.spec',
  Job: 'spec.template.spec',
  CronJob: 'spec.jobTemplate.spec.template.spec',
};

const CONDITIONS = { 'status.conditions': keyed('type') };
const SELECTOR = { 'spec.selector': ATOMIC };

const BY_KIND: Record<string, Record<string, MergeRule>> = {
  Pod: { ...CONDITIONS, 'status.podIPs': keyed('ip'), 'status.hostIPs': keyed('ip') },
  Deployment: { ...CONDITIONS, ...SELECTOR, 'spec.strategy': { retainKeys: true } },
  ReplicaSet: { ...CONDITIONS, ...SELECTOR },
  StatefulSet: { ...CONDITIONS, ...SELECTOR },
  DaemonSet: { ...CONDITIONS, ...SELECTOR },
  Job: { ...CONDITIONS, ...SELECTOR },
  PodDisruptionBudget: { ...CONDITIONS, ...SELECTOR },
  HorizontalPodAutoscaler: CONDITIONS,
  Service: { 'spec.ports': keyed('port', ['port', 'protocol']), ...SELECTOR, ...CONDITIONS },
  ServiceAccount: { secrets: keyed('name'), imagePullSecrets: {} },
  Node: { ...CONDITIONS, 'spec.taints': { mergeKey: 'key' }, 'status.addresses': keyed('type') },
  Namespace: { ...CONDITIONS, 'spec.finalizers': { set: true } },
  Event: { involvedObject: ATOMIC },
  CustomResourceDefinition: { 'spec.versions': { mapKeys: ['name'] }, 'status.conditions': keyed('type') },
};

/**
 * The rule for a path of member names, list items written as `*`; undefined means the default:
 * objects merge member by member, lists are replaced as a whole.
 */
export function mergeRule(type: ResourceType, path: readonly string[]): MergeRule | undefined {
  const joined = path.join('.');
  const metadata = /(?:^|\.)metadata\.(\w+)$/.exec(joined)?.[1];
  if (metadata !== undefined && (path.length === 2 || !type.custom)) return METADATA[metadata];
  if (type.custom) return ruleFromSchema(type.schema ?? {}, path);
  const prefix = POD_SPEC_AT[type.kind];
  if (prefix !== undefined && joined.startsWith(`${prefix}.`)) return POD_SPEC[joined.slice(prefix.length + 1)];
  return BY_KIND[type.kind]?.[joined];
}

function ruleFromSchema(schema: Dict, path: readonly string[]): MergeRule | undefined {
  let node: Dict = schema;
  for (const step of path) {
    const child = step === '*' ? node['items'] : (asDict(node['properties'])[step] ?? node['additionalProperties']);
    if (!isDict(child)) return undefined;
    node = child;
  }
  if (node['x-kubernetes-map-type'] === 'atomic') return ATOMIC;
  if (node['x-kubernetes-list-type'] === 'set') return { set: true };
  if (node['x-kubernetes-list-type'] === 'map')
    return { mapKeys: asArray(node['x-kubernetes-list-map-keys']).map(String) };
  return undefined;
}

/** The values by which server-side apply tells list items apart; `protocol` defaults to TCP as in the API's schema. */
export function itemKey(item: unknown, keys: readonly string[]): Dict {
  const members = asDict(item);
  const key: Dict = {};
  for (const name of keys) {
    const value = members[name] ?? (name === 'protocol' ? 'TCP' : undefined);
    if (value !== undefined) key[name] = value;
  }
  return key;
}
