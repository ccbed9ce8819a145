import { z } from 'zod';
import { ApiError, badRequest, expired } from '../model/errors.ts';
import type { KubeObject, ResourceType } from '../model/types.ts';
import { apiVersionOf, storageOf } from '../model/types.ts';
import type { Predicate } from '../store/selectors.ts';
import { inVersion, type Kernel } from './kernel.ts';

export interface ListRequest {
  namespace: string;
  matches: Predicate;
  /** Items per page; 0 means all. */
  limit: number;
  continueToken: string;
  resourceVersion: string;
  resourceVersionMatch: string;
}

export interface ObjectList {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: object[];
}

const tokenSchema = z.object({ rv: z.number().int(), start: z.string() });

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Lists objects, in pages that all show the state at the first page's revision. Throws 400, 410 and 504. */
export function listObjects(kernel: Kernel, type: ResourceType, request: ListRequest): ObjectList {
  const token = request.continueToken === '' ? undefined : readToken(request.continueToken);
  const revision = token?.rv ?? exactRevision(kernel, request) ?? kernel.store.revision();
  const all = kernel.store.listAt(storageOf(type), request.namespace, revision);
  if (all === undefined) {
    const why =
      token === undefined
        ? `too old resource version: ${revision} (${kernel.store.revision()})`
        : 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';
    throw expired(why);
  }
  const matching = all.filter((object) => request.matches(object));
  const rest = token === undefined ? matching : matching.filter((object) => keyOf(object) > token.start);
  const page = request.limit > 0 ? rest.slice(0, request.limit) : rest;
  const last = page.at(-1);
  const more =
    last !== undefined && page.length < rest.length
      ? {
          continue: Buffer.from(JSON.stringify({ rv: revision, start: keyOf(last) })).toString('base64url'),
          remainingItemCount: rest.length - page.length,
        }
      : {};
  return {
    kind: `${type.kind}List`,
    apiVersion: apiVersionOf(type),
    metadata: { resourceVersion: String(revision), ...more },
    items: page.map((object) => listItem(type, object)),
  };
}

/** Items of built-in lists come without kind and apiVersion, those of custom resources with them. */
function listItem(type: ResourceType, object: KubeObject): object {
  if (type.custom) return inVersion(type, object);
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest;
}

function readToken(text: string): z.infer<typeof tokenSchema> {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw badRequest('continue key is not valid: illegal continue token');
  }
}

function exactRevision(kernel: Kernel, request: ListRequest): number | undefined {
  if (request.resourceVersion === '' || request.resourceVersion === '0') return undefined;
  const revision = parseRevision(request.resourceVersion);
  const current = kernel.store.revision();
  if (revision > current) {
    const message = `Timeout: Too large resource version: ${revision}, current: ${current}`;
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
    throw new ApiError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
  }
  return request.resourceVersionMatch === 'Exact' ? revision : undefined;
}

/** Reads a resourceVersion parameter. Throws 400. */
export function parseRevision(text: string): number {
  if (!/^\d+$/.test(text))
    throw badRequest(`Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`);
  return Number(text);
}
