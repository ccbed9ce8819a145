import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAnswer, answerCall, tooFast } from '../api/call.ts';
import type { ApiContext } from '../api/context.ts';
import type { RateLimits } from '../api/limits.ts';
import type { JsonObject } from '../protocol.ts';
import { remember } from '../world/memory.ts';
import type { JournalEntry } from '../world/model.ts';
import { readFields, readRaw, readUpload } from './body.ts';
import type { Fault, Faults } from './faults.ts';
import { answerResponseUrl } from './responses.ts';

export interface ApiRoutesDeps {
  context(): ApiContext;
  limits: RateLimits;
  faults: Faults;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  args: JsonObject;
  run(): ApiAnswer;
}

/** Answers what a bot asks: Web API, response_url, uploads. Returns false if the address is none of these. */
export async function routeApi(
  deps: ApiRoutesDeps,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const [, area, first = '', last = ''] = url.pathname.split('/');
  if (area === 'api') return serveMethod(deps, request, response, url, first);
  if (area === 'response') return serveResponseUrl(deps, request, response, url, last);
  if (area === 'upload') return serveUpload(deps, request, response, last);
  return false;
}

async function serveMethod(
  deps: ApiRoutesDeps,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  method: string,
): Promise<true> {
  const fields = readFields(request, url, await readRaw(request));
  const { token: inBody, ...args } = fields ?? {};
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? (typeof inBody === 'string' ? inBody : undefined);
  const run = (): ApiAnswer =>
    fields === undefined
      ? { status: 200, headers: {}, body: { ok: false, error: 'invalid_json' } }
      : answerCall(deps.context(), deps.limits, { method, token, args });
  await exchange(deps, { request, response, method, args, run });
  return true;
}

async function serveResponseUrl(
  deps: ApiRoutesDeps,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  key: string,
): Promise<true> {
  const args = readFields(request, url, await readRaw(request)) ?? {};
  const run = () => answerResponseUrl(deps.context().world, key, args);
  await exchange(deps, { request, response, method: 'response_url', args, run });
  return true;
}

async function serveUpload(
  deps: ApiRoutesDeps,
  request: IncomingMessage,
  response: ServerResponse,
  key: string,
): Promise<true> {
  const { world } = deps.context();
  const content = await readUpload(request.headers['content-type'] ?? '', await readRaw(request));
  const file = world.files.get(key.split('-')[0] ?? '');
  const run = (): ApiAnswer => {
    if (!file) return { status: 404, headers: {}, body: { ok: false, error: 'file_not_found' } };
    file.content = content;
    file.status = 'uploaded';
    return { status: 200, headers: {}, body: { ok: true, bytes: content.length } };
  };
  await exchange(deps, { request, response, method: 'upload', args: { bytes: content.length }, run });
  return true;
}

/** Runs a call under the faults that hit it now, answers, and writes the journal. */
async function exchange({ context, faults }: ApiRoutesDeps, call: Exchange): Promise<void> {
  const { world } = context();
  const time = world.clock.now();
  const hits = faults.take(call.method);
  const note = (answer: JsonObject | null, status: number, fault?: string) => {
    const entry: JournalEntry = { method: call.method, args: call.args, time, answer, status };
    if (fault !== undefined) entry.fault = fault;
    remember(world.journal, entry);
    world.bus.emit({ type: 'call', entry });
  };
  for (const hit of hits) if (hit.kind === 'latency') await pause(hit.ms, undefined, { ref: false });
  const broken = hits.find(({ kind }) => kind !== 'latency');
  if (faults.isOut()) {
    note(null, 0, 'outage');
    call.request.socket.destroy();
    return;
  }
  if (broken?.kind === 'rate_limited' || broken?.kind === 'server_error' || broken?.kind === 'refused') {
    const answer = answerOf(broken);
    note(answer.body, answer.status, broken.kind);
    send(call.response, answer);
    return;
  }
  if (broken?.kind === 'reset') {
    const body = broken.when === 'after' ? call.run().body : null;
    note(body, 0, `reset_${broken.when}`);
    call.request.socket.destroy();
    return;
  }
  const answer = call.run();
  note(answer.body, answer.status);
  send(call.response, answer);
}

function answerOf(fault: Extract<Fault, { kind: 'rate_limited' | 'server_error' | 'refused' }>): ApiAnswer {
  switch (fault.kind) {
    case 'rate_limited':
      return tooFast(fault.retryAfterSec);
    case 'server_error':
      return failure(fault.status);
    case 'refused':
      return { status: 200, headers: {}, body: { ok: false, error: fault.code } };
  }
}

function failure(status: number): ApiAnswer {
  return { status, headers: {}, body: { ok: false, error: 'service_unavailable' } };
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
