import { z } from 'zod';
import { type DeleteOptions, deleteObject, deletionAnswer } from '../api/delete.ts';
import { inVersion, type Kernel } from '../api/kernel.ts';
import { listObjects } from '../api/list.ts';
import { parseBody, patchObject } from '../api/patch.ts';
import { scaleOf, writeScale } from '../api/scale.ts';
import { createObject, getObject, updateObject } from '../api/write.ts';
import { badRequest, methodNotAllowed } from '../model/errors.ts';
import { parseSelectors } from '../store/selectors.ts';
import { bindPod, evictPod } from './pods.ts';
import { type Answer, type ApiRequest, type ResourceRoute, writeContext } from './request.ts';

const deleteSchema = z.object({
  gracePeriodSeconds: z.number().nullish(),
  propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).nullish(),
  orphanDependents: z.boolean().nullish(),
  preconditions: z.object({ uid: z.string().optional(), resourceVersion: z.string().optional() }).nullish(),
  dryRun: z.array(z.string()).nullish(),
});

/** Serves a request to a resource that is answered at once with JSON: everything but watch, log and proxy. Throws ApiError. */
export function serveResource(kernel: Kernel, request: ApiRequest, route: ResourceRoute): Answer {
  if (route.name === '') return serveCollection(kernel, request, route);
  switch (route.subresource) {
    case 'scale':
      return serveScale(kernel, request, route);
    case 'binding':
    case 'eviction':
      return servePodAction(kernel, request, route);
    default:
      return serveObject(kernel, request, route);
  }
}

function serveCollection(kernel: Kernel, request: ApiRequest, route: ResourceRoute): Answer {
  const { type, namespace } = route;
  switch (request.method) {
    case 'GET':
      return { code: 200, body: listObjects(kernel, type, listRequest(request, route)) };
    case 'POST': {
      const context = writeContext(request);
      return { code: 201, body: createObject(kernel, type, namespace, parseBody(request.body.toString()), context) };
    }
    case 'DELETE': {
      const list = listObjects(kernel, type, { ...listRequest(request, route), continueToken: '', limit: 0 });
      const options = readDeleteOptions(request);
      for (const { metadata } of list.items as { metadata: { name: string; namespace?: string } }[]) {
        deleteObject(kernel, type, metadata.namespace ?? '', metadata.name, options);
      }
      return { code: 200, body: list };
    }
    default:
      throw methodNotAllowed();
  }
}

function listRequest(request: ApiRequest, route: ResourceRoute) {
  const query = request.url.searchParams;
  return {
    namespace: route.namespace,
    matches: parseSelectors(query.get('labelSelector'), query.get('fieldSelector'), route.type.kind),
    limit: Number(query.get('limit') ?? 0),
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
  };
}

function serveObject(kernel: Kernel, request: ApiRequest, route: ResourceRoute): Answer {
  const { type, namespace, name } = route;
  const context = writeContext(request);
  switch (request.method) {
    case 'GET':
      return { code: 200, body: getObject(kernel, type, namespace, name) };
    case 'PUT':
      return {
        code: 200,
        body: updateObject(kernel, type, namespace, name, parseBody(request.body.toString()), context),
      };
    case 'PATCH': {
      const result = patchObject(kernel, type, namespace, name, patchRequest(request), context);
      return { code: result.created ? 201 : 200, body: result.object };
    }
    case 'DELETE': {
      if (route.subresource !== '') throw methodNotAllowed();
      const { object, gone } = deleteObject(kernel, type, namespace, name, readDeleteOptions(request));
      return { code: 200, body: deletionAnswer(type, inVersion(type, object), gone) };
    }
    default:
      throw methodNotAllowed();
  }
}

function patchRequest(request: ApiRequest) {
  const query = request.url.searchParams;
  return {
    contentType: request.contentType,
    text: request.body.toString(),
    force: query.get('force') === 'true',
    managerGiven: (query.get('fieldManager') ?? '') !== '',
  };
}

function serveScale(kernel: Kernel, request: ApiRequest, route: ResourceRoute): Answer {
  const { type, namespace, name } = route;
  const context = writeContext(request);
  switch (request.method) {
    case 'GET':
      return { code: 200, body: scaleOf(getObject(kernel, type, namespace, name)) };
    case 'PUT': {
      const change = { body: parseBody(request.body.toString()) };
      return { code: 200, body: writeScale(kernel, type, namespace, name, change, context) };
    }
    case 'PATCH': {
      const change = { patch: patchRequest(request) };
      return { code: 200, body: writeScale(kernel, type, namespace, name, change, context) };
    }
    default:
      throw methodNotAllowed();
  }
}

function servePodAction(kernel: Kernel, request: ApiRequest, route: ResourceRoute): Answer {
  const { type, namespace, name } = route;
  if (request.method !== 'POST') throw methodNotAllowed();
  const body = parseBody(request.body.toString());
  if (route.subresource === 'eviction') return { code: 201, body: evictPod(kernel, type, namespace, name, body) };
  return { code: 201, body: bindPod(kernel, type, namespace, name, body, writeContext(request)) };
}

/** Options come in the body or, for simple clients, in the query. Throws 400. */
function readDeleteOptions(request: ApiRequest): DeleteOptions {
  const text = request.body.toString();
  const parsed = deleteSchema.safeParse(text.trim() === '' ? {} : parseBody(text));
  if (!parsed.success) throw badRequest(`DeleteOptions is invalid: ${parsed.error.issues[0]?.message ?? ''}`);
  const query = request.url.searchParams;
  const grace = query.get('gracePeriodSeconds');
  const policy = deleteSchema.shape.propagationPolicy.safeParse(query.get('propagationPolicy'));
  const legacy = parsed.data.orphanDependents === true ? ('Orphan' as const) : undefined;
  return {
    gracePeriodSeconds: parsed.data.gracePeriodSeconds ?? (grace === null ? undefined : Number(grace)),
    propagationPolicy: parsed.data.propagationPolicy ?? (policy.success ? policy.data : undefined) ?? legacy,
    preconditions: clean(parsed.data.preconditions),
    dryRun: parsed.data.dryRun?.includes('All') === true || query.get('dryRun') === 'All',
  };
}

function clean(given: { uid?: string | undefined; resourceVersion?: string | undefined } | null | undefined) {
  const { uid, resourceVersion } = given ?? {};
  return { ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}) };
}
