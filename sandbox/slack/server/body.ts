import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../protocol.ts';

const MAX_BODY = 64 * 1024 * 1024;

/** @throws Error when the body is larger than 64 MiB or the connection breaks */
export async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) throw new Error('body too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A call's arguments, whether sent as a form, as JSON, or in the address. Undefined if they cannot be read. */
export function readFields(request: IncomingMessage, url: URL, raw: Buffer): JsonObject | undefined {
  const query = Object.fromEntries(url.searchParams);
  const contentType = request.headers['content-type'] ?? '';
  if (raw.length === 0) return query;
  if (contentType.includes('application/json')) {
    try {
      const parsed: unknown = JSON.parse(raw.toString());
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
      return { ...query, ...(parsed as JsonObject) };
    } catch {
      return undefined;
    }
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(raw.toString())) };
}

/** The bytes of an upload: the body itself, or the file in a multipart form. */
export async function readUpload(contentType: string, raw: Buffer): Promise<Buffer> {
  if (!contentType.includes('multipart/form-data')) return raw;
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}
