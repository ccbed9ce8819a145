import { matchesSelector } from '../store/selectors.ts';
import type { StatusCause } from './errors.ts';
import { invalid } from './errors.ts';
import { asArray, asDict, clone, dig, equal, isDict } from './json.ts';
import { badValue, checkMetadata, forbiddenField, required } from './metadata-validation.ts';
import { schemaCauses } from './schema.ts';
import type { Dict, KubeObject, ResourceType } from './types.ts';

/** Throws a 422 with every violated rule, in the words of the API server. */
export function validate(type: ResourceType, object: KubeObject, live: KubeObject | undefined): void {
  const causes = [...checkMetadata(type, object, live), ...checkKind(type, object, live)];
  if (causes.length > 0) throw invalid(type, object.metadata.name, causes);
}

function checkKind(type: ResourceType, object: KubeObject, live: KubeObject | undefined): StatusCause[] {
  if (type.custom) return schemaCauses(type.schema ?? {}, object);
  const spec = asDict(object['spec']);
  switch (type.kind) {
    case 'Deployment':
      return [...checkWorkload(object, live), ...checkStrategy(spec)];
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
      return checkWorkload(object, live);
    case 'Job':
      return checkContainers('spec.template.spec', asDict(dig(spec, 'template', 'spec')));
    case 'Pod':
      return checkPod(spec, live);
    case 'Service':
      return checkService(spec, live);
    case 'HorizontalPodAutoscaler':
      return Number(spec['maxReplicas'] ?? 0) < 1
        ? [badValue('spec.maxReplicas', spec['maxReplicas'] ?? 0, 'must be greater than 0')]
        : [];
    case 'PodDisruptionBudget':
      return spec['minAvailable'] !== undefined && spec['maxUnavailable'] !== undefined
        ? [badValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
        : [];
    case 'CustomResourceDefinition':
      return checkCrd(object);
    default:
      return [];
  }
}

function checkWorkload(object: KubeObject, live: KubeObject | undefined): StatusCause[] {
  const spec = asDict(object['spec']);
  const causes: StatusCause[] = [];
  const replicas = spec['replicas'];
  if (typeof replicas === 'number' && replicas < 0) {
    causes.push(badValue('spec.replicas', replicas, 'must be greater than or equal to 0'));
  }
  const labels = (dig(spec, 'template', 'metadata', 'labels') ?? {}) as Record<string, string>;
  if (!isDict(spec['selector'])) causes.push(required('spec.selector'));
  else if (Object.keys(spec['selector']).length === 0) {
    causes.push(badValue('spec.selector', {}, 'empty selector is invalid for deployment'));
  } else if (!matchesSelector(spec['selector'], labels)) {
    causes.push(badValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  if (live !== undefined && !equal(dig(live, 'spec', 'selector'), spec['selector'])) {
    causes.push(badValue('spec.selector', spec['selector'], 'field is immutable'));
  }
  return [...causes, ...checkContainers('spec.template.spec', asDict(dig(spec, 'template', 'spec')))];
}

function checkStrategy(spec: Dict): StatusCause[] {
  const strategy = asDict(spec['strategy']);
  const rolling = strategy['rollingUpdate'];
  const causes: StatusCause[] = [];
  if (strategy['type'] === 'Recreate' && isDict(rolling)) {
    const why = "may not be specified when strategy `type` is 'Recreate'";
    causes.push(forbiddenField('spec.strategy.rollingUpdate', why));
  }
  if (strategy['type'] === 'RollingUpdate' && isDict(rolling)) {
    const zero = (value: unknown): boolean => value === 0 || value === '0%';
    if (zero(rolling['maxUnavailable']) && zero(rolling['maxSurge'])) {
      const why = 'may not be 0 when `maxSurge` is 0';
      causes.push(badValue('spec.strategy.rollingUpdate.maxUnavailable', rolling['maxUnavailable'], why));
    }
  }
  if (!['Recreate', 'RollingUpdate'].includes(String(strategy['type']))) {
    const message = `Unsupported value: ${JSON.stringify(strategy['type'])}: supported values: "Recreate", "RollingUpdate"`;
    causes.push({ reason: 'FieldValueNotSupported', message, field: 'spec.strategy.type' });
  }
  const deadline = Number(spec['progressDeadlineSeconds']);
  if (deadline <= Number(spec['minReadySeconds'] ?? 0)) {
    causes.push(badValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return causes;
}

function checkContainers(path: string, podSpec: Dict): StatusCause[] {
  const containers = asArray(podSpec['containers']).map(asDict);
  if (containers.length === 0) return [required(`${path}.containers`)];
  const names = new Set<unknown>();
  return containers.flatMap((container, index) => {
    const at = `${path}.containers[${index}]`;
    const causes: StatusCause[] = [];
    if (!container['name']) causes.push(required(`${at}.name`));
    else if (names.has(container['name'])) {
      const message = `Duplicate value: ${JSON.stringify(container['name'])}`;
      causes.push({ reason: 'FieldValueDuplicate', message, field: `${at}.name` });
    }
    names.add(container['name']);
    if (!container['image']) causes.push(required(`${at}.image`));
    return causes;
  });
}

/** Of a pod's spec only images, tolerations and a few numbers may change; binding sets the node. */
function checkPod(spec: Dict, live: KubeObject | undefined): StatusCause[] {
  const causes = checkContainers('spec', spec);
  if (live === undefined || equal(fixedPart(spec, spec), fixedPart(asDict(live['spec']), spec))) return causes;
  const why =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
    '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
    '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [...causes, forbiddenField('spec', why)];
}

function fixedPart(spec: Dict, images: Dict): Dict {
  const { activeDeadlineSeconds, tolerations, ...copy } = clone(spec);
  for (const name of ['containers', 'initContainers']) {
    asArray(copy[name]).forEach((item, index) => {
      if (isDict(item)) item['image'] = asDict(asArray(images[name])[index])['image'];
    });
  }
  return copy;
}

function checkService(spec: Dict, live: KubeObject | undefined): StatusCause[] {
  const ports = asArray(spec['ports']).map(asDict);
  const causes: StatusCause[] = [];
  if (ports.length === 0 && spec['type'] !== 'ExternalName' && spec['clusterIP'] !== 'None') {
    causes.push(required('spec.ports'));
  }
  ports.forEach((port, index) => {
    const number = Number(port['port']);
    if (!(number >= 1 && number <= 65_535)) {
      causes.push(badValue(`spec.ports[${index}].port`, port['port'] ?? 0, 'must be between 1 and 65535, inclusive'));
    }
    if (ports.length > 1 && !port['name']) causes.push(required(`spec.ports[${index}].name`));
  });
  const before = dig(live, 'spec', 'clusterIP');
  if (before !== undefined && spec['type'] !== 'ExternalName' && spec['clusterIP'] !== before) {
    causes.push(badValue('spec.clusterIPs[0]', [spec['clusterIP']], 'may not change once set'));
  }
  return causes;
}

function checkCrd(object: KubeObject): StatusCause[] {
  const expected = `${String(dig(object, 'spec', 'names', 'plural'))}.${String(dig(object, 'spec', 'group'))}`;
  if (object.metadata.name === expected) return [];
  return [badValue('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group')];
}
