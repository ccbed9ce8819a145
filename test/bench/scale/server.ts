import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { addressOf, countedAt, indexOf, intervalMs, perNamespace, podOfAddress, type Track } from './fleet.ts';
import { deployment, kinds, pod } from './objects.ts';
import { metricsPage } from './page.ts';
import { answerQuery, podsIn } from './prometheus.ts';

/** A process of its own: the API server, the pods, Prometheus and Slack, as little of each as is needed to be asked. */

const releases = process.argv[2] === undefined ? 0 : Number(process.argv[2]);
let ids: string[] = [];
const lastLook = new Float64Array(releases);
let late: number[] = [];
let counts = fresh();

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

function counted(_: number, track: Track) {
  return countedAt(track, Date.now(), null);
}

function scrape(request: IncomingMessage, response: ServerResponse): void {
  const { index, track } = podOfAddress(request.socket.localAddress ?? '');
  counts.scrapes += 1;
  if (track === 'candidate') looked(index);
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(metricsPage(counted(index, track)));
}

function api(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://fake');
  if (url.pathname === '/_counts') tell(response, report());
  else if (url.pathname === '/_reset') reset(response);
  else if (url.pathname === '/_ids') void learnIds(request, response);
  else if (url.pathname === '/api/v1/query') query(url, response);
  else if (url.pathname.startsWith('/slack/')) {
    counts.slack += 1;
    request.resume();
    tell(response, { ok: true, ts: `${Date.now() / 1000}`, channel: 'C0BENCH', message: {}, messages: [] });
  } else kube(url, request, response);
}

async function learnIds(request: IncomingMessage, response: ServerResponse): Promise<void> {
  ids = JSON.parse(await text(request));
  tell(response, {});
}

function kube(url: URL, request: IncomingMessage, response: ServerResponse): void {
  counts.kube += 1;
  if (request.method !== 'GET') counts.writes += 1;
  const known = kinds[url.pathname];
  const [, namespace = '', plural = '', name] = /\/namespaces\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(url.pathname) ?? [];
  if (known) tell(response, { resources: known.map(([plural, kind]) => ({ name: plural, kind, namespaced: true })) });
  else if (plural === 'pods' && name === undefined) pods(url, namespace, response);
  else if (plural === 'deployments' && name !== undefined && request.method === 'GET' && !name.endsWith('-candidate')) {
    tell(response, deployment(indexOf(name)));
  } else {
    response.statusCode = 404;
    tell(response, { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404, message: 'not found' });
  }
}

function pods(url: URL, namespace: string, response: ServerResponse): void {
  if (url.searchParams.get('watch') !== 'true') {
    counts.lists += 1;
    const items = podsOf(namespace, url.searchParams.get('labelSelector'));
    tell(response, { metadata: { resourceVersion: '1' }, items });
    return;
  }
  counts.watches += 1;
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const end = setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds') ?? 60) * 1000);
  response.once('close', () => clearTimeout(end));
}

function podsOf(namespace: string, selector: string | null): object[] {
  const one = /svc-\d{5}/.exec(selector ?? '')?.[0];
  const first = Number(namespace.slice(3)) * perNamespace;
  const all = Array.from({ length: Math.max(0, Math.min(perNamespace, releases - first)) }, (_, at) => first + at);
  const tracks: Track[] = !selector
    ? ['stable', 'candidate']
    : selector.startsWith('app=')
      ? ['stable']
      : ['candidate'];
  const indexes = one ? [indexOf(one)] : all;
  return indexes.flatMap((index) => tracks.map((track) => pod(index, track, ids[index] ?? '', false)));
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

function reset(response: ServerResponse): void {
  late = [];
  counts = fresh();
  tell(response, {});
}

function tell(response: ServerResponse, answer: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The pods' listeners: each address its own, all on one port, which the first of them finds. */
async function listenAsPods(): Promise<number> {
  const pages = createServer(scrape);
  let port = 0;
  for (let at = 0; at < releases * 2; at += 1) {
    const listener = createListener((socket) => pages.emit('connection', socket));
    listener.listen(port, addressOf(at >> 1, at % 2 === 1 ? 'candidate' : 'stable'));
    await once(listener, 'listening');
    port = (listener.address() as AddressInfo).port;
  }
  return port;
}

async function main(): Promise<void> {
  const pods = process.argv[3] === 'scrape' ? await listenAsPods() : 1;
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, api).listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log(JSON.stringify({ msg: 'up', port: (server.address() as AddressInfo).port, pods }));
}

await main();
