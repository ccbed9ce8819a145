import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';

/** Far above what Slack sends. */
const longestBody = 1024 * 1024;

/** What Bolt takes for granted of anything that Slack sends: an object that says what it is, by one of these. */
const kinds = ['command', 'type', 'ssl_check'] as const;
export type Said = Record<string, unknown>;

/** Null where it is too long. Rejects where it is cut short. */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= longestBody) return void chunks.push(chunk);
      request.pause();
      resolve(null);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('the request was cut short'));
    });
  });
}

/** What a request says: a form, or JSON, or a form with JSON in it. Null where it is nothing that Slack sends. */
export function readSaid(body: Buffer, contentType: string | undefined): Said | null {
  const text = body.toString();
  try {
    if (!contentType?.startsWith('application/x-www-form-urlencoded')) return sound(JSON.parse(text));
    const form = parse(text);
    return sound(typeof form['payload'] === 'string' ? JSON.parse(form['payload']) : form);
  } catch {
    return null;
  }
}

function sound(said: unknown): Said | null {
  if (typeof said !== 'object' || said === null) return null;
  return kinds.some((kind) => typeof (said as Said)[kind] === 'string') ? (said as Said) : null;
}
