import { parseImage } from '../../../src/domain/image-reference.ts';
import { asArray, asDict, clone, isDict } from './json.ts';
import { withSchemaDefaults } from './schema-defaults.ts';
import type { Dict, KubeObject, ResourceType } from './types.ts';

/** Fills in what the API server fills in: for built-in kinds, and as the schema of a custom resource says. Returns a new object. */
export function withDefaults(type: ResourceType, object: KubeObject): KubeObject {
  if (type.custom) return withSchemaDefaults(type.schema ?? {}, object) as KubeObject;
  const copy = clone(object);
  const spec = asDict(copy['spec']);
  switch (type.kind) {
    case 'Deployment':
      return { ...copy, spec: deploymentSpec(spec) };
    case 'StatefulSet':
      return { ...copy, spec: statefulSetSpec(spec) };
    case 'DaemonSet':
      return { ...copy, spec: daemonSetSpec(spec) };
    case 'ReplicaSet':
    case 'Job':
      return { ...copy, spec: { ...workloadDefaults(type.kind), ...spec, ...templateOf(spec) } };
    case 'Pod':
      return { ...copy, spec: podSpec(spec), status: { phase: 'Pending', ...asDict(copy['status']) } };
    case 'Service':
      return { ...copy, spec: serviceSpec(spec), status: { loadBalancer: {}, ...asDict(copy['status']) } };
    case 'HorizontalPodAutoscaler':
      return { ...copy, spec: { minReplicas: 1, ...spec } };
    case 'Secret':
      return secret(copy);
    case 'Namespace':
      return namespace(copy);
    case 'ValidatingWebhookConfiguration':
    case 'MutatingWebhookConfiguration':
      return webhooks(type.kind, copy);
    default:
      return copy;
  }
}

function workloadDefaults(kind: string): Dict {
  return kind === 'Job' ? { parallelism: 1, completions: 1, backoffLimit: 6 } : { replicas: 1 };
}

function statefulSetSpec(spec: Dict): Dict {
  const updateStrategy = { type: 'RollingUpdate', ...asDict(spec['updateStrategy']) } as Dict;
  if (updateStrategy['type'] === 'RollingUpdate') {
    updateStrategy['rollingUpdate'] = { partition: 0, ...asDict(updateStrategy['rollingUpdate']) };
  }
  const persistentVolumeClaimRetentionPolicy = {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
    ...asDict(spec['persistentVolumeClaimRetentionPolicy']),
  };
  const base = { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' };
  return { ...base, ...spec, updateStrategy, persistentVolumeClaimRetentionPolicy, ...templateOf(spec) };
}

function daemonSetSpec(spec: Dict): Dict {
  const updateStrategy = { type: 'RollingUpdate', ...asDict(spec['updateStrategy']) } as Dict;
  if (updateStrategy['type'] === 'RollingUpdate') {
    updateStrategy['rollingUpdate'] = { maxUnavailable: 1, maxSurge: 0, ...asDict(updateStrategy['rollingUpdate']) };
  }
  return { revisionHistoryLimit: 10, ...spec, updateStrategy, ...templateOf(spec) };
}

function deploymentSpec(spec: Dict): Dict {
  const strategy = { type: 'RollingUpdate', ...asDict(spec['strategy']) } as Dict;
  if (strategy['type'] === 'RollingUpdate') {
    strategy['rollingUpdate'] = { maxUnavailable: '25%', maxSurge: '25%', ...asDict(strategy['rollingUpdate']) };
  }
  const base = { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 };
  return { ...base, ...spec, strategy, ...templateOf(spec) };
}

function templateOf(spec: Dict): Dict {
  if (!isDict(spec['template'])) return {};
  const template = spec['template'];
  return { template: { ...template, spec: podSpec(asDict(template['spec'])) } };
}

function podSpec(spec: Dict): Dict {
  const lists: Dict = {};
  for (const name of ['containers', 'initContainers']) {
    if (Array.isArray(spec[name])) lists[name] = spec[name].map((item) => container(asDict(item)));
  }
  if (Array.isArray(spec['volumes'])) lists['volumes'] = spec['volumes'].map((item) => volume(asDict(item)));
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    ...lists,
  };
}

function container(item: Dict): Dict {
  const image = String(item['image'] ?? '');
  const { tag, digest } = parseImage(image);
  const result: Dict = {
    imagePullPolicy: digest === null && (tag ?? 'latest') === 'latest' ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
    ...item,
  };
  if (Array.isArray(item['ports']))
    result['ports'] = item['ports'].map((port) => ({ protocol: 'TCP', ...asDict(port) }));
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (isDict(item[name])) result[name] = probe(item[name]);
  }
  if (Array.isArray(item['env'])) result['env'] = item['env'].map((entry) => environment(asDict(entry)));
  return result;
}

function environment(entry: Dict): Dict {
  const source = asDict(entry['valueFrom']);
  if (!isDict(source['fieldRef'])) return entry;
  return { ...entry, valueFrom: { ...source, fieldRef: { apiVersion: 'v1', ...source['fieldRef'] } } };
}

function probe(item: Dict): Dict {
  const result: Dict = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, ...item };
  if (isDict(item['httpGet'])) result['httpGet'] = { path: '/', scheme: 'HTTP', ...item['httpGet'] };
  return result;
}

function volume(item: Dict): Dict {
  const result = { ...item };
  for (const name of ['configMap', 'secret', 'projected']) {
    if (isDict(item[name])) result[name] = { defaultMode: 420, ...item[name] };
  }
  return result;
}

function serviceSpec(spec: Dict): Dict {
  const ports = asArray(spec['ports']).map((item) => {
    const port = asDict(item);
    return { protocol: 'TCP', targetPort: port['port'], ...port };
  });
  const external = spec['type'] === 'ExternalName';
  const policy = external ? {} : { internalTrafficPolicy: 'Cluster' };
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...policy,
    ...spec,
    ...(ports.length > 0 ? { ports } : {}),
  };
}

function secret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const encoded = Object.entries(asDict(stringData)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  const data = { ...asDict(object['data']), ...Object.fromEntries(encoded) };
  return { ...rest, type: object['type'] ?? 'Opaque', ...(Object.keys(data).length > 0 ? { data } : {}) } as KubeObject;
}

function namespace(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  return {
    ...object,
    metadata: { ...object.metadata, labels },
    spec: { finalizers: ['kubernetes'], ...asDict(object['spec']) },
    status: { phase: 'Active', ...asDict(object['status']) },
  };
}

function webhooks(kind: string, object: KubeObject): KubeObject {
  const own = kind === 'MutatingWebhookConfiguration' ? { reinvocationPolicy: 'Never' } : {};
  const base = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: 10, ...own };
  const all = asArray(object['webhooks']).map((item) => {
    const hook = asDict(item);
    const { service, ...address } = asDict(hook['clientConfig']);
    return {
      ...base,
      namespaceSelector: {},
      objectSelector: {},
      ...hook,
      clientConfig: { ...address, ...(isDict(service) ? { service: { port: 443, ...service } } : {}) },
      ...(Array.isArray(hook['rules'])
        ? { rules: hook['rules'].map((rule) => ({ scope: '*', ...asDict(rule) })) }
        : {}),
    };
  });
  return all.length === 0 ? object : { ...object, webhooks: all };
}
