import type { RegistryGuard } from './auth.ts';
import type { Images } from './images.ts';
import type { Content } from './types.ts';

export interface RegistryRequest {
  method: string;
  url: URL;
  authorization: string | undefined;
  accept: string | undefined;
}

export interface RegistryAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

interface Deps {
  images: Images;
  guard: RegistryGuard;
}

/** Answers one request to the read side of the OCI Distribution API, or to the token endpoint. */
export function answer(request: RegistryRequest, deps: Deps): RegistryAnswer {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return failure(405, 'UNSUPPORTED', 'this registry can only be read');
  }
  const path = decodePath(request.url.pathname);
  if (path === undefined) return failure(400, 'NAME_INVALID', 'the path is not valid UTF-8');
  if (path === '/token') return token(request, deps.guard);
  if (path === '/v2' || path === '/v2/') return guarded(request, deps, undefined, () => jsonAnswer(200, {}));
  if (path === '/v2/_catalog') {
    return guarded(request, deps, undefined, () => jsonAnswer(200, { repositories: deps.images.names() }));
  }
  const [, name, kind, reference] = /^\/v2\/(.+?)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined || kind === undefined || reference === undefined) {
    return failure(404, 'NAME_UNKNOWN', 'no such path in the Distribution API');
  }
  return guarded(request, deps, name, () => {
    if (!deps.images.has(name)) return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
    if (kind === 'blobs') return blob(deps.images.blob(name, reference), reference);
    if (kind === 'manifests') return manifest(deps.images.manifest(name, reference), request.accept, reference);
    if (reference === 'list') return tagList(name, deps.images.tags(name), request.url.searchParams);
    return failure(404, 'NAME_UNKNOWN', 'no such path in the Distribution API');
  });
}

/** An error in the shape that the Distribution specification asks for. */
export function failure(status: number, code: string, message: string, detail: unknown = null): RegistryAnswer {
  return jsonAnswer(status, { errors: [{ code, message, detail }] });
}

function guarded(request: RegistryRequest, deps: Deps, name: string | undefined, then: () => RegistryAnswer) {
  const access = deps.guard.check(request.authorization, name);
  if (access.ok) return then();
  const refused = failure(401, 'UNAUTHORIZED', 'authentication required');
  return { ...refused, headers: { ...refused.headers, 'www-authenticate': access.challenge } };
}

function token(request: RegistryRequest, guard: RegistryGuard): RegistryAnswer {
  const scopes = request.url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
  const issued = guard.issue(request.authorization, scopes);
  if (!issued.ok) return failure(401, 'UNAUTHORIZED', 'incorrect user name or password');
  return jsonAnswer(200, {
    token: issued.token,
    access_token: issued.token,
    expires_in: issued.expiresIn,
    issued_at: issued.issuedAt,
  });
}

function tagList(name: string, tags: string[], query: URLSearchParams): RegistryAnswer {
  const limit = query.get('n');
  if (limit !== null && !/^\d{1,6}$/.test(limit)) {
    return failure(400, 'PAGINATION_NUMBER_INVALID', 'n must be a number', { n: limit });
  }
  const last = query.get('last') ?? '';
  const rest = tags.filter((tag) => tag > last);
  const page = limit === null ? rest : rest.slice(0, Number(limit));
  const found = jsonAnswer(200, { name, tags: page });
  const end = page.at(-1);
  if (end !== undefined && page.length < rest.length) {
    found.headers['link'] = `</v2/${name}/tags/list?n=${limit}&last=${encodeURIComponent(end)}>; rel="next"`;
  }
  return found;
}

function manifest(content: Content | undefined, accept: string | undefined, reference: string): RegistryAnswer {
  if (content === undefined) return failure(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { reference });
  if (!accepts(accept, content.mediaType)) {
    return failure(404, 'MANIFEST_UNKNOWN', `found ${content.mediaType}, which the Accept header does not allow`);
  }
  return contentAnswer(content, content.mediaType);
}

function blob(content: Content | undefined, digest: string): RegistryAnswer {
  if (content === undefined) return failure(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest });
  return contentAnswer(content, 'application/octet-stream');
}

function contentAnswer(content: Content, type: string): RegistryAnswer {
  return {
    status: 200,
    headers: { 'content-type': type, 'docker-content-digest': content.digest, etag: `"${content.digest}"` },
    body: content.bytes,
  };
}

function accepts(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim());
  return types.includes(mediaType) || types.includes('*/*') || types.includes('application/*');
}

function jsonAnswer(status: number, value: unknown): RegistryAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
