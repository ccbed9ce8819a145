import type { ServerResponse } from 'node:http';
import { inVersion, type Kernel } from '../api/kernel.ts';
import { parseRevision } from '../api/list.ts';
import { badRequest, expired } from '../model/errors.ts';
import type { KubeObject, ResourceType } from '../model/types.ts';
import { apiVersionOf, storageOf } from '../model/types.ts';
import type { Predicate } from '../store/selectors.ts';
import type { StoreEvent } from '../store/store.ts';
import type { FaultBook, RequestInfo } from './faults.ts';
import { type Form, inForm } from './negotiate.ts';

/** Milliseconds between bookmarks. */
const BOOKMARK_MS = 10_000;

export interface WatchRequest {
  type: ResourceType;
  namespace: string;
  matches: Predicate;
  query: URLSearchParams;
  info: RequestInfo;
  /** Starts with the answer that the revision is too old. */
  expired: boolean;
  /** Of the objects in the events. */
  form: Form;
}

type WireEvent = { type: string; object: unknown };

/** Answers a watch with a stream of events until the client leaves or its timeout passes. Throws 400 before the stream begins. */
export function serveWatch(kernel: Kernel, faults: FaultBook, response: ServerResponse, request: WatchRequest): void {
  const { query, type } = request;
  const from = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents') === 'true';
  if (initial && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw badRequest('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  const start = from === '' || from === '0' || initial ? undefined : parseRevision(from);
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  response.socket?.setNoDelay(true);

  const missed = start === undefined ? [] : kernel.store.since(start);
  if (missed === undefined || request.expired) {
    const error = expired(`too old resource version: ${from} (${kernel.store.revision()})`);
    response.end(line({ type: 'ERROR', object: error.body }));
    return;
  }
  const out = createOutlet(faults, response, request);
  if (start === undefined) {
    for (const object of kernel.store.list(storageOf(type), request.namespace)) {
      if (request.matches(object)) out.send({ type: 'ADDED', object: inVersion(type, object) });
    }
    if (initial && bookmarks) out.send(bookmark(kernel, type, true));
  }
  for (const event of missed) deliver(request, event, out.send);
  const unsubscribe = kernel.store.subscribe((event) => deliver(request, event, out.send));
  const beat = setInterval(() => bookmarks && out.send(bookmark(kernel, type, false)), BOOKMARK_MS);
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  const end = seconds > 0 ? setTimeout(finish, seconds * 1000) : undefined;
  function finish(): void {
    if (bookmarks) out.send(bookmark(kernel, type, false));
    release();
    response.end();
  }
  // An ended answer closes a moment later: nothing may be written to it in between.
  function release(): void {
    unsubscribe();
    out.close();
    clearInterval(beat);
    clearTimeout(end);
  }
  response.on('close', release);
}

function line(event: WireEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function bookmark(kernel: Kernel, type: ResourceType, initialEnd: boolean): WireEvent {
  const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(kernel.store.revision()), creationTimestamp: null, ...annotations };
  return { type: 'BOOKMARK', object: { kind: type.kind, apiVersion: apiVersionOf(type), metadata } };
}

/** Holds events back while the watch is to be silent; they come when the silence ends. */
function createOutlet(faults: FaultBook, response: ServerResponse, { info, form }: WatchRequest) {
  let held: string[] = [];
  const flush = (): void => {
    if (held.length === 0 || faults.isSilent(info)) return;
    response.write(held.join(''));
    held = [];
  };
  const off = faults.onChange(flush);
  return {
    send: (event: WireEvent): void => {
      held.push(line({ ...event, object: inForm(form, event.object) }));
      flush();
    },
    close: off,
  };
}

/** An object that leaves the selection is reported as deleted, one that enters it as added. */
function deliver(request: WatchRequest, event: StoreEvent, send: (event: WireEvent) => void): void {
  const { type, namespace, matches } = request;
  if (event.storage !== storageOf(type)) return;
  if (namespace !== '' && event.object.metadata.namespace !== namespace) return;
  const before = event.previous !== undefined && matches(event.previous);
  const now = event.type !== 'DELETED' && matches(event.object);
  if (now) send({ type: before ? 'MODIFIED' : 'ADDED', object: inVersion(type, event.object) });
  else if (before) send({ type: 'DELETED', object: inVersion(type, departed(event)) });
}

function departed(event: StoreEvent): KubeObject {
  const last = event.type === 'DELETED' ? event.object : (event.previous ?? event.object);
  return { ...last, metadata: { ...last.metadata, resourceVersion: String(event.revision) } };
}
