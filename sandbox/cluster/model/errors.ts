import type { Dict, ResourceType } from './types.ts';
import { qualifiedName } from './types.ts';

export interface StatusCause {
  reason: string;
  message: string;
  field?: string;
}

/** The `Status` object that Kubernetes sends as the body of every error. */
export interface StatusBody extends Dict {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Dict;
  status: 'Failure';
  message: string;
  reason?: string;
  details?: Dict;
  code: number;
}

/** A refusal by the API server; `body` is what goes over the wire. */
export class ApiError extends Error {
  readonly body: StatusBody;
  readonly headers: Record<string, string>;

  constructor(code: number, reason: string, message: string, details?: Dict, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'ApiError';
    this.headers = headers;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

/** `details` as most errors carry it: the plural under the name `kind`, as Kubernetes does. */
function detailsOf(type: ResourceType, name: string, more: Dict = {}): Dict {
  return { name, ...(type.group === '' ? {} : { group: type.group }), kind: type.plural, ...more };
}

/** 404 for an object that does not exist. */
export function notFound(type: ResourceType, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualifiedName(type)} "${name}" not found`, detailsOf(type, name));
}

/** 409 for a create of what exists. */
export function alreadyExists(type: ResourceType, name: string): ApiError {
  const message = `${qualifiedName(type)} "${name}" already exists`;
  return new ApiError(409, 'AlreadyExists', message, detailsOf(type, name));
}

/** 409 for a write that rests on an outdated read or a failed precondition. */
export function conflict(type: ResourceType, name: string, why?: string): ApiError {
  const text = why ?? 'the object has been modified; please apply your changes to the latest version and try again';
  const message = `Operation cannot be fulfilled on ${qualifiedName(type)} "${name}": ${text}`;
  return new ApiError(409, 'Conflict', message, detailsOf(type, name));
}

/** 422 with one cause per field. */
export function invalid(type: ResourceType, name: string, causes: readonly StatusCause[]): ApiError {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const lines = causes.map((cause) => `${cause.field ?? '<nil>'}: ${cause.message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const details = { name, ...(type.group === '' ? {} : { group: type.group }), kind: type.kind, causes };
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${text}`, details);
}

/** 403 with the sentence of the reason appended. */
export function forbidden(type: ResourceType, name: string, why: string): ApiError {
  const subject = name === '' ? qualifiedName(type) : `${qualifiedName(type)} "${name}"`;
  return new ApiError(403, 'Forbidden', `${subject} is forbidden: ${why}`, detailsOf(type, name));
}

/** 400 for a request that cannot be understood. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** 401 for a token that nobody has. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** 410 for a resourceVersion that is no longer kept. */
export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

/** 405 for a verb that the resource does not know. */
export function methodNotAllowed(): ApiError {
  const message = 'the server does not allow this method on the requested resource';
  return new ApiError(405, 'MethodNotAllowed', message, {});
}

/** 404 for a path that is served by nothing. */
export function noSuchPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 406 for an Accept header that names nothing that is served. */
export function notAcceptable(message: string): ApiError {
  return new ApiError(406, 'NotAcceptable', message);
}

/** 415 with the media types that would do. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}

/** 422 for a JSON patch that cannot be applied, in the words of the API server. */
export function unprocessablePatch(): ApiError {
  const message = 'the server rejected our request due to an error in our request';
  return new ApiError(422, 'Invalid', message, {});
}

/** 409 of a server-side apply, naming each field and its owner. */
export function applyConflict(message: string, causes: readonly StatusCause[]): ApiError {
  return new ApiError(409, 'Conflict', message, { causes });
}

/** 429 or 5xx as a troubled API server gives them. */
export function troubled(code: number, retryAfterSeconds?: number): ApiError {
  const reasons: Record<number, readonly [string, string]> = {
    429: ['TooManyRequests', 'Too many requests, please try again later.'],
    500: ['InternalError', 'Internal error occurred: injected by the sandbox'],
    503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
    504: ['Timeout', 'Timeout: request did not complete within the allotted timeout'],
  };
  const [reason, message] = reasons[code] ?? ['', `the server answered ${code}`];
  if (retryAfterSeconds === undefined) return new ApiError(code, reason, message);
  return new ApiError(code, reason, message, { retryAfterSeconds }, { 'Retry-After': String(retryAfterSeconds) });
}
