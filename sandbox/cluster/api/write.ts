import { alreadyExists, badRequest, conflict, forbidden, invalid, notFound } from '../model/errors.ts';
import { asDict, isDict } from '../model/json.ts';
import { badValue } from '../model/metadata-validation.ts';
import { randomSuffix } from '../model/names.ts';
import { unknownFields } from '../model/schema.ts';
import type { KubeObject, ResourceType, WriteContext } from '../model/types.ts';
import { apiVersionOf, storageOf } from '../model/types.ts';
import { inVersion, type Kernel } from './kernel.ts';
import { persist } from './persist.ts';

/** Makes an object of a request body. Throws 400 when it is of another kind or version than the endpoint. */
export function readObject(type: ResourceType, namespace: string, body: unknown): KubeObject {
  if (!isDict(body)) throw badRequest('the body of the request is not a Kubernetes object');
  const version = apiVersionOf(type);
  if (body['apiVersion'] !== undefined && body['apiVersion'] !== version) {
    const text = `the API version in the data (${String(body['apiVersion'])}) does not match the expected API version (${version})`;
    throw badRequest(text);
  }
  if ((body['kind'] ?? type.kind) !== type.kind) {
    const text = `${String(body['kind'])} in version "${type.version}" cannot be handled as a ${type.kind}: no kind "${String(body['kind'])}" is registered for this endpoint`;
    throw badRequest(text);
  }
  const metadata = asDict(body['metadata']);
  if (type.namespaced && (metadata['namespace'] ?? namespace) !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  refuseWrongTypes(type, body);
  const name = String(metadata['name'] ?? '');
  const scope = type.namespaced ? { namespace } : {};
  return { ...body, apiVersion: version, kind: type.kind, metadata: { ...metadata, name, ...scope } } as KubeObject;
}

/** The typed decoder of the API server refuses what does not fit the Go type; here for the members that people get wrong. */
function refuseWrongTypes(type: ResourceType, body: Record<string, unknown>): void {
  const fail = (field: string, actual: string, wanted: string): never => {
    throw badRequest(
      `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: json: cannot unmarshal ${actual} into Go struct field ${field} of type ${wanted}`,
    );
  };
  for (const name of ['labels', 'annotations']) {
    for (const value of Object.values(asDict(asDict(body['metadata'])[name]))) {
      if (typeof value !== 'string') fail(`ObjectMeta.metadata.${name}`, typeof value, 'string');
    }
  }
  const replicas = asDict(body['spec'])['replicas'];
  if (!type.custom && replicas !== undefined && replicas !== null && typeof replicas !== 'number') {
    fail(`${type.kind}Spec.spec.replicas`, typeof replicas, 'int32');
  }
}

/** As strict field validation: 400 for members that the schema of a custom resource does not know. */
export function refuseUnknown(type: ResourceType, object: KubeObject, { strict = false }: WriteContext): void {
  const unknown = strict && type.custom ? unknownFields(type.schema ?? {}, object) : [];
  if (unknown.length === 0) return;
  const text = unknown.map((path) => `unknown field "${path}"`).join(', ');
  throw badRequest(
    `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: strict decoding error: ${text}`,
  );
}

/** Reads one object. Throws 404. */
export function getObject(kernel: Kernel, type: ResourceType, namespace: string, name: string): KubeObject {
  const object = kernel.store.get(storageOf(type), type.namespaced ? namespace : '', name);
  if (object === undefined) throw notFound(type, name);
  return inVersion(type, object);
}

/** Creates an object. Throws 404 for an unknown namespace, 409 when it exists, 422 when it is invalid. */
export function createObject(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  body: unknown,
  context: WriteContext,
): KubeObject {
  const object = readObject(type, namespace, body);
  refuseUnknown(type, object, context);
  const { resourceVersion, generateName } = object.metadata;
  if (resourceVersion !== undefined && resourceVersion !== '') {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  if (object.metadata.name === '' && generateName !== undefined) {
    object.metadata.name = `${generateName.slice(0, 58)}${randomSuffix()}`;
  }
  requireNamespace(kernel, type, namespace, object.metadata.name);
  const metadata = { ...object.metadata, uid: undefined, creationTimestamp: undefined, managedFields: undefined };
  const exists = kernel.store.get(storageOf(type), object.metadata.namespace ?? '', object.metadata.name);
  if (exists !== undefined) throw alreadyExists(type, object.metadata.name);
  return inVersion(type, persist(kernel, type, undefined, { ...object, metadata }, context));
}

/** Throws 404 for a namespace that does not exist and 403 for one that is going away. */
export function requireNamespace(kernel: Kernel, type: ResourceType, namespace: string, name: string): void {
  if (!type.namespaced) return;
  const found = kernel.store.get('/namespaces', '', namespace);
  const namespaces = kernel.registry.find('', 'v1', 'namespaces');
  if (found === undefined && namespaces !== undefined) throw notFound(namespaces, namespace);
  if (found?.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const error = forbidden(type, name, why);
  const message = `namespace ${namespace} is being terminated`;
  const causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }];
  error.body.details = { ...error.body.details, causes };
  throw error;
}

/** Replaces an object or, with a subresource in the context, its status. Throws 404, 409 on an outdated resourceVersion, 422. */
export function updateObject(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  name: string,
  body: unknown,
  context: WriteContext,
): KubeObject {
  const object = readObject(type, namespace, body);
  refuseUnknown(type, object, context);
  if (object.metadata.name === '') object.metadata.name = name;
  if (object.metadata.name !== name) {
    throw badRequest(`the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`);
  }
  const live = getObject(kernel, type, namespace, name);
  if (type.custom && (object.metadata.resourceVersion ?? '') === '') {
    throw invalid(type, name, [badValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  return replaceLive(kernel, type, live, object, context);
}

/** Stores a changed object after checking that it rests on the live one. */
export function replaceLive(
  kernel: Kernel,
  type: ResourceType,
  live: KubeObject,
  object: KubeObject,
  context: WriteContext,
): KubeObject {
  checkPreconditions(type, live, object.metadata);
  return inVersion(type, persist(kernel, type, live, object, context));
}

/** Throws 409 unless the given uid and resourceVersion, where present, are those of the live object. */
export function checkPreconditions(
  type: ResourceType,
  live: KubeObject,
  expected: { uid?: string | undefined; resourceVersion?: string | undefined },
): void {
  const { uid, resourceVersion } = expected;
  if (uid !== undefined && uid !== '' && uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
    throw conflict(type, live.metadata.name, why);
  }
  const current = live.metadata.resourceVersion;
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== current) {
    throw conflict(type, live.metadata.name);
  }
}
