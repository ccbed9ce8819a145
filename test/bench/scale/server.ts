import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { createCluster } from './cluster.ts';
import { countedAt, podOfAddress, type Track } from './fleet.ts';
import { metricsPage } from './page.ts';
import { answerQuery, podsIn } from './prometheus.ts';
import { openStormBook, stormOrderSchema } from './storm-notes.ts';

/** A process of its own: the API server, the pods, Prometheus and Slack, as little of each as is needed to be asked. */

const [, , releasesText = '0', source = 'scrape', apiMsText = '0', intervalText = '0'] = process.argv;
const releases = Number(releasesText);
/** How long the API server takes for an answer. */
const apiMs = Number(apiMsText);
/** Between two looks that are in time. */
const intervalMs = Number(intervalText);
let ids: string[] = [];
const lastLook = new Float64Array(releases);
const badSince = new Map<number, number>();
let late: number[] = [];
let counts = fresh();
const book = openStormBook();
const cluster = createCluster({
  releases,
  idOf: (index) => ids[index] ?? '',
  divided: (index, weight) => book.divided(index, weight, Date.now(), lastLook[index] ?? 0),
});

function fresh() {
  return { kube: 0, watches: 0, writes: 0, scrapes: 0, queries: 0, looks: 0, slack: 0, lists: 0 };
}

function looked(index: number): void {
  const now = Date.now();
  const last = lastLook[index] ?? 0;
  lastLook[index] = now;
  counts.looks += 1;
  if (last > 0) late.push(now - last - intervalMs);
}

function counted(index: number, track: Track) {
  return countedAt(track, Date.now(), badSince.get(index) ?? null);
}

function scrape(request: IncomingMessage, response: ServerResponse): void {
  const { index, track } = podOfAddress(request.socket.localAddress ?? '');
  counts.scrapes += 1;
  if (track === 'candidate') looked(index);
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(metricsPage(counted(index, track)));
}

async function api(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  switch (url.pathname) {
    case '/_counts':
      return tell(response, report());
    case '/_reset':
      late = [];
      counts = fresh();
      return tell(response, {});
    case '/_ids':
      ids = JSON.parse(await text(request));
      return tell(response, {});
    case '/_storm':
      if (request.method === 'POST') breakLoose(await text(request));
      return tell(response, book.storm());
    case '/api/v1/query':
      return query(url, response);
    default:
      return url.pathname.startsWith('/slack/') ? slack(request, response) : kube(url, request, response);
  }
}

function breakLoose(order: string): void {
  const { how, indexes } = stormOrderSchema.parse(JSON.parse(order));
  const now = Date.now();
  book.began(indexes, now);
  for (const index of indexes) {
    if (how === 'errors') badSince.set(index, now);
    else cluster.crash(index);
  }
}

function slack(request: IncomingMessage, response: ServerResponse): void {
  counts.slack += 1;
  request.resume();
  const file = {
    upload_url: `http://${request.headers.host}/slack/upload`,
    file_id: 'F0BENCH',
    files: [{ id: 'F0BENCH' }],
  };
  tell(response, { ok: true, ts: `${Date.now() / 1000}`, channel: 'C0BENCH', message: {}, messages: [], ...file });
}

async function kube(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET' } = request;
  const isWatch = url.searchParams.get('watch') === 'true';
  counts.kube += 1;
  if (method !== 'GET') counts.writes += 1;
  if (!isWatch) book.asked(`${method} ${/\/namespaces\/[^/]+\/([^/]+)/.exec(url.pathname)?.[1] ?? url.pathname}`);
  if (isWatch) return watch(url, response);
  const selector = url.searchParams.get('labelSelector');
  if (selector !== null) counts.lists += 1;
  const body = await text(request);
  const answer = () => {
    const given = cluster.answer({
      method,
      path: url.pathname,
      selector,
      body: body === '' ? null : JSON.parse(body),
    });
    tell(response, given.body, given.status);
  };
  if (apiMs > 0) setTimeout(answer, apiMs);
  else answer();
}

function watch(url: URL, response: ServerResponse): void {
  counts.watches += 1;
  const namespace = /\/namespaces\/([^/]+)\//.exec(url.pathname)?.[1] ?? '';
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const unwatch = cluster.watch(namespace, (line) => response.write(line));
  const end = setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds') ?? 60) * 1000);
  response.once('close', () => {
    clearTimeout(end);
    unwatch();
  });
}

function query(url: URL, response: ServerResponse): void {
  counts.queries += 1;
  const asked = url.searchParams.get('query') ?? '';
  if (asked.includes('timestamp('))
    for (const { index, track } of podsIn(asked)) if (track === 'candidate') looked(index);
  response.setHeader('content-type', 'application/json');
  response.end(answerQuery(asked, Date.now(), counted));
}

function report() {
  const now = Date.now();
  // Whoever waits for its look at this moment is late by now already.
  const overdue = [...lastLook].flatMap((at) => (at > 0 && now - at > intervalMs ? [now - at - intervalMs] : []));
  return { ...counts, late: [...late, ...overdue], never: [...lastLook].filter((at) => at === 0).length };
}

function tell(response: ServerResponse, answer: object, status = 200): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** One listener stands for all pods: every address of the loopback network reaches it, and only they may. */
async function listenAsPods(): Promise<number> {
  const pages = createServer(scrape);
  const listener = createListener((socket) => {
    if (socket.remoteAddress?.startsWith('127.')) pages.emit('connection', socket);
    else socket.destroy();
  });
  return listening(listener.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }));
}

async function listening(server: ReturnType<typeof createListener>): Promise<number> {
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const failed = (error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
const pods = source === 'scrape' ? await listenAsPods() : 1;
const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
  api(request, response).catch((error: unknown) => {
    failed(error);
    response.destroy();
  });
});
const port = await listening(server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }));
process.stdout.write(`${JSON.stringify({ msg: 'up', port, pods })}\n`);
