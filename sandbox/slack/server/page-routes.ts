import type { IncomingMessage, ServerResponse } from 'node:http';
import { actSchema, type People } from '../people/acts.ts';
import type { PageAct, PageState } from '../protocol.ts';
import type { World } from '../world/world.ts';
import { readRaw } from './body.ts';

/** The browser page, as built: three texts. */
export interface PageBundle {
  html: string;
  js: string;
  css: string;
}

export type PageProvider = PageBundle | (() => PageBundle | Promise<PageBundle>);

export interface PageRoutesDeps {
  world: World;
  people: People;
  page: PageProvider;
  state(user: string): PageState | undefined;
}

const PLAIN_PAGE: PageBundle = {
  html: '<!doctype html><title>Slack sandbox</title><p>The page is not built; the API is under /api/.</p>',
  js: '',
  css: '',
};

export const noPage: PageProvider = PLAIN_PAGE;

/** Answers the browser page: its files, its state, what people do. */
export async function routePage(
  deps: PageRoutesDeps,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { pathname } = url;
  if (pathname === '/_page/state') {
    const state = deps.state(url.searchParams.get('user') ?? '');
    return json(response, state ? 200 : 404, state ?? { ok: false, error: 'There is no such person.' });
  }
  if (pathname === '/_page/act' && request.method === 'POST') return act(deps, request, response);
  if (pathname.startsWith('/_page/files/')) return file(deps, response, pathname.slice('/_page/files/'.length));
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 405, { ok: false });
  const page = typeof deps.page === 'function' ? await deps.page() : deps.page;
  if (pathname === '/app.js') return send(response, 200, 'text/javascript; charset=utf-8', page.js);
  if (pathname === '/app.css') return send(response, 200, 'text/css; charset=utf-8', page.css);
  const isPage = pathname === '/' || pathname === '/index.html' || pathname.startsWith('/archives/');
  if (isPage) return send(response, 200, 'text/html; charset=utf-8', page.html);
  return send(response, 404, 'text/plain; charset=utf-8', 'Not found');
}

/** Other sites that a person has open in the same browser may not act here. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

async function act(deps: PageRoutesDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isSameOrigin(request)) return json(response, 403, { ok: false, error: 'Only the page itself may act.' });
  const parsed = actSchema.safeParse(parse(await readRaw(request)));
  if (!parsed.success) return json(response, 400, { ok: false, error: 'The page sent something unknown.' });
  const result = await deps.people.act(parsed.data as PageAct);
  return json(response, 200, result);
}

function file({ world }: PageRoutesDeps, response: ServerResponse, id: string): void {
  const found = world.files.get(id);
  if (found?.status !== 'complete') {
    send(response, 404, 'text/plain', 'Not found');
    return;
  }
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  send(response, 200, found.mimetype, found.content);
}

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
