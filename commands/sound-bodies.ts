import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { z } from 'zod';

/** Far above what Slack sends. */
const longestBody = 1024 * 1024;

/** What Bolt takes for granted of anything that Slack sends: an object that says what it is. */
const soundSchema = z.union([
  z.looseObject({ type: z.string() }),
  z.looseObject({ command: z.string() }),
  z.looseObject({ ssl_check: z.string() }),
]);

/** Bolt uses a body that was read before, and checks its signature. */
type WithBody = IncomingMessage & { rawBody?: Buffer };

/**
 * Refuses what cannot come from Slack before Bolt sees it: too long (413), cut short, or not an object of a known shape
 * (400). Bolt would leave such requests without an answer, or fall over them.
 */
export function withSoundBodies(next: RequestListener): RequestListener {
  return (request: WithBody, response) => {
    readBody(request).then(
      (body) => {
        if (body === null) return refuse(response, 413);
        if (request.method === 'POST' && !isSound(body, request.headers['content-type'])) return refuse(response, 400);
        request.rawBody = body;
        next(request, response);
      },
      () => refuse(response, 400),
    );
  };
}

/** Null where it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > longestBody) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function isSound(body: Buffer, type: string | undefined): boolean {
  const text = body.toString();
  try {
    if (type !== 'application/x-www-form-urlencoded') return soundSchema.safeParse(JSON.parse(text)).success;
    const form = parse(text);
    return soundSchema.safeParse(typeof form['payload'] === 'string' ? JSON.parse(form['payload']) : form).success;
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { connection: 'close' });
  response.end();
}
