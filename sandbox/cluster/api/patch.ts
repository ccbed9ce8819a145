import { parse } from 'yaml';
import { badRequest, conflict, invalid, notFound, unsupportedMediaType } from '../model/errors.ts';
import { isDict } from '../model/json.ts';
import { required } from '../model/metadata-validation.ts';
import { timestamp } from '../model/names.ts';
import type { KubeObject, ResourceType, WriteContext } from '../model/types.ts';
import { apiVersionOf, storageOf } from '../model/types.ts';
import { applyConfiguration } from '../patch/apply.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicPatch } from '../patch/strategic.ts';
import { inVersion, type Kernel } from './kernel.ts';
import { persist } from './persist.ts';
import { checkPreconditions, getObject, readObject, refuseUnknown, replaceLive, requireNamespace } from './write.ts';

export const JSON_PATCH = 'application/json-patch+json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';

export interface PatchRequest {
  contentType: string;
  text: string;
  force: boolean;
  /** Whether the caller named its field manager; apply must. */
  managerGiven: boolean;
}

/** Applies a patch of any of the four types. `created` is true when an apply made the object. Throws 400, 404, 409, 415, 422. */
export function patchObject(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  name: string,
  request: PatchRequest,
  context: WriteContext,
): { object: KubeObject; created: boolean } {
  if (request.contentType === APPLY_PATCH) return applyObject(kernel, type, namespace, name, request, context);
  const live = getObject(kernel, type, namespace, name);
  const patched = applyPatch(type, live, request);
  if (!isDict(patched)) throw badRequest('the patch leaves no object');
  const object = readObject(type, namespace, patched);
  refuseUnknown(type, object, context);
  if (object.metadata.name !== name) {
    throw badRequest(`the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`);
  }
  return { object: replaceLive(kernel, type, live, object, context), created: false };
}

/** The patched JSON of a live object, for the patch types other than apply. Throws 400, 415, 422. */
export function applyPatch(type: ResourceType, live: unknown, request: PatchRequest): unknown {
  const accepted = [JSON_PATCH, MERGE_PATCH, ...(type.custom ? [] : [STRATEGIC_PATCH]), APPLY_PATCH];
  if (!accepted.includes(request.contentType)) throw unsupportedMediaType(accepted);
  const patch = parseBody(request.text);
  switch (request.contentType) {
    case JSON_PATCH:
      return applyJsonPatch(live, patch);
    case MERGE_PATCH:
      return applyMergePatch(live, patch);
    default:
      return applyStrategicPatch(type, live, patch);
  }
}

/** Reads a request body as JSON or YAML. Throws 400. */
export function parseBody(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') || text.trimStart().startsWith('[') ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw badRequest(`error decoding the body: ${error instanceof Error ? error.message : 'malformed'}`);
  }
}

function applyObject(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  name: string,
  request: PatchRequest,
  context: WriteContext,
): { object: KubeObject; created: boolean } {
  const options = { ...type, group: 'meta.k8s.io', kind: 'PatchOptions' };
  if (!request.managerGiven) {
    throw invalid(options, '', [required('fieldManager', 'is required for apply patch')]);
  }
  const config = readApplyConfig(type, namespace, name, request);
  const live = kernel.store.get(storageOf(type), type.namespaced ? namespace : '', name);
  if (live === undefined) {
    if (context.subresource !== undefined) throw notFound(type, name);
    if ((config.metadata.resourceVersion ?? '') !== '') throw conflict(type, name);
    requireNamespace(kernel, type, namespace, name);
  } else checkPreconditions(type, live, config.metadata);
  const manager = {
    name: context.fieldManager,
    apiVersion: apiVersionOf(type),
    subresource: context.subresource ?? '',
    time: timestamp(kernel.now()),
  };
  const current = live === undefined ? undefined : inVersion(type, live);
  const result = applyConfiguration({ type, live: current, config, manager, force: request.force });
  const object = persist(kernel, type, current, result.object, context, result.managers);
  return { object: inVersion(type, object), created: live === undefined };
}

function readApplyConfig(type: ResourceType, namespace: string, name: string, request: PatchRequest): KubeObject {
  const body = parseBody(request.text);
  if (!isDict(body)) throw badRequest('error decoding the body: not an object');
  for (const member of ['apiVersion', 'kind']) {
    if (typeof body[member] !== 'string') throw badRequest(`Object '${member}' is missing in the apply configuration`);
  }
  const config = readObject(type, namespace, body);
  if (config.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (config.metadata.name === '') config.metadata.name = name;
  if (config.metadata.name !== name) {
    throw badRequest(`the name of the object (${config.metadata.name}) does not match the name on the URL (${name})`);
  }
  return config;
}
