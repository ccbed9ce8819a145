import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WriteContext } from '../model/types.ts';
import type { User } from './access.ts';
import type { Route } from './route.ts';

/** A request that has been read and whose sender is known. */
export interface ApiRequest {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  method: string;
  url: URL;
  route: Route;
  user: User;
  userAgent: string;
  contentType: string;
  body: Buffer;
}

export type ResourceRoute = Extract<Route, { kind: 'resource' }>;

/** An answer to send as JSON. */
export interface Answer {
  code: number;
  body: unknown;
}

/** Largest request body, in bytes; as the API server's. */
const BODY_LIMIT = 3 * 1024 * 1024;

/** Reads the whole body. Throws when it is larger than 3 MiB or the client leaves. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends JSON, unless the client has left. */
export function sendJson(outgoing: ServerResponse, answer: Answer, headers: Record<string, string> = {}): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  const text = JSON.stringify(answer.body);
  outgoing.writeHead(answer.code, {
    ...headers,
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
    'Content-Length': Buffer.byteLength(text),
  });
  outgoing.end(text);
}

/** Who writes, from the query and the user agent, whose first part is the field manager where none is named. */
export function writeContext(request: ApiRequest): WriteContext {
  const { searchParams } = request.url;
  const agent = request.userAgent.split('/')[0]?.slice(0, 128) ?? '';
  return {
    user: request.user.name,
    fieldManager: searchParams.get('fieldManager') ?? (agent === '' ? 'unknown' : agent),
    dryRun: searchParams.get('dryRun') === 'All',
    strict: searchParams.get('fieldValidation') === 'Strict',
    ...(subresourceOf(request.route) ? { subresource: subresourceOf(request.route) } : {}),
  };
}

function subresourceOf(route: Route): 'status' | 'scale' | undefined {
  if (route.kind !== 'resource') return undefined;
  return route.subresource === 'status' || route.subresource === 'scale' ? route.subresource : undefined;
}
