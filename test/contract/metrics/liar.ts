import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Answers instead of the server behind. `good` is what that one would have said. */
export type Lie = (response: ServerResponse, good: { type: string; text: string }) => unknown;

/** A server in front of another, that can be made to answer anything at all. */
export interface Liar {
  url: string;
  /** Null: the truth. */
  lie: Lie | null;
  close(): Promise<void>;
}

/** @param origin where the truth is, e.g. `http://127.0.0.1:4000` */
export async function liar(origin: string): Promise<Liar> {
  async function answer({ url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const truth = await fetch(`${origin}${url}`);
    const good = { type: truth.headers.get('content-type') ?? '', text: await truth.text() };
    if (made.lie) return void made.lie(response, good);
    response.setHeader('content-type', good.type);
    response.end(good.text);
  }
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const made: Liar = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie: null,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return made;
}

export const says =
  (text: string, status = 200, headers: Record<string, string> = {}): Lie =>
  (response) => {
    response.writeHead(status, headers);
    response.end(text);
  };

/** What any server may do to whoever asks it, whatever was asked. */
export const anyLies: Record<string, Lie> = {
  'a page for people': says('<!doctype html><html><body>Sign in</body></html>', 200, { 'content-type': 'text/html' }),
  'another kind of JSON': says('{"message":"ok"}', 200, { 'content-type': 'application/json' }),
  'a redirect to a sign-in': says('', 302, { location: 'http://127.0.0.1:1/login' }),
  'no right to ask': says('unauthorized', 401),
  'too many questions': says('', 429, { 'retry-after': '60' }),
  'no content': says('', 204),
  'an error': says('boom', 500),
  'bytes that are no text': (response) => response.end(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a, 0xff])),
  'a cut connection': (response) => response.destroy(),
  'less than it announced': (response, { text }) => {
    response.writeHead(200, { 'content-length': String(text.length + 100) });
    response.write(text, () => response.destroy());
  },
  'no answer': () => undefined,
  'a beginning and no end': (response, { text }) => response.write(text.slice(0, 20)),
  'an answer that never ends': async (response) => {
    while (!response.destroyed) {
      response.write('# more\n');
      await pause(20);
    }
  },
};

/** More bytes than anybody would read. */
export function endless(bytes: number): Lie {
  const chunk = Buffer.alloc(1024 * 1024, '# filling\n');
  return (response) => {
    const chunks = Array.from({ length: Math.ceil(bytes / chunk.length) }, () => chunk);
    // Whoever has heard enough hangs up.
    return pipeline(Readable.from(chunks), response).catch(() => undefined);
  };
}
