import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
});
const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

export interface Span {
  traceId: string;
  spanId: string;
  parent: string | null;
  name: string;
  facts: Record<string, unknown>;
  resource: Record<string, unknown>;
  links: string[];
}

export interface Collector {
  url: string;
  spans: Span[];
  /** All that was received, as text: for what must not be in it. */
  raw(): string;
  /** Resolves with the first span that matches; rejects when none came in time. */
  waitFor(matches: (span: Span) => boolean, ms: number): Promise<Span>;
  close(): Promise<void>;
}

/** An OpenTelemetry collector, as far as OTLP over HTTP with JSON goes. */
export async function startCollector(): Promise<Collector> {
  const spans: Span[] = [];
  const bodies: string[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    bodies.push(body);
    spans.push(...read(body));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    spans,
    raw: () => bodies.join('\n'),
    waitFor: (matches, ms) => waitFor(spans, waiting, matches, ms),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function waitFor(spans: Span[], waiting: Set<() => void>, matches: (span: Span) => boolean, ms: number): Promise<Span> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(look);
      reject(
        new Error(`no such span in ${ms} ms; there are ${[...new Set(spans.map(({ name }) => name))].join(', ')}`),
      );
    }, ms);
    function look(): void {
      const found = spans.find(matches);
      if (!found) return;
      clearTimeout(timer);
      waiting.delete(look);
      resolve(found);
    }
    waiting.add(look);
    look();
  });
}

function read(body: string): Span[] {
  return bodySchema.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ traceId, spanId, parentSpanId, name, attributes, links }) => ({
        traceId,
        spanId,
        parent: parentSpanId ?? null,
        name,
        facts: plain(attributes),
        resource: plain(resource.attributes),
        links: links.map((link) => link.traceId),
      })),
  );
}

function plain(attributes: readonly z.infer<typeof attribute>[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
