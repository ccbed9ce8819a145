import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A place that alerts are sent to. */
export interface WebhookServer {
  url: string;
  /** What came, in order: bodies as JSON, and their headers. */
  received: { body: Record<string, unknown>; headers: Record<string, string | string[] | undefined> }[];
  /** What the next posts are answered with; 200 once these are used up. */
  answers: number[];
  /** Resolves with the first body, past or to come, for which this holds. */
  waitFor(holds: (body: Record<string, unknown>) => boolean, timeoutMs: number): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function startWebhookServer(): Promise<WebhookServer> {
  const received: WebhookServer['received'] = [];
  const answers: number[] = [];
  const listeners = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ body: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers });
      response.writeHead(answers.shift() ?? 200).end();
      for (const listener of [...listeners]) listener();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers,
    waitFor: (holds, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`no such alert among ${JSON.stringify(received.map(({ body }) => body))}`));
        }, timeoutMs);
        function look() {
          const found = received.find(({ body }) => holds(body));
          if (!found) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(found.body);
        }
        listeners.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
