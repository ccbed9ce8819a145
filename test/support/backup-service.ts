import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A service that backs databases up and puts backups back, in this process. */
export interface BackupService {
  url: string;
  /** What was done, once for each key, in order: `backup snap-1`. */
  done: string[];
  /** It no longer has the backups that it has made, nor keeps those that it makes. */
  forgets: boolean;
  close(): Promise<void>;
}

/** What a database does for it. @param environment that of the release */
export interface Backups {
  make(environment: string): Promise<void>;
  putBack(environment: string): Promise<void>;
  /** How the first, second, … backup is called. Default: `snap-1`, … */
  idOf?(nth: number): string;
}

interface Asked {
  action: 'backup' | 'restore';
  environment: string;
  backup?: string;
}

interface Work {
  action: Asked['action'];
  id: string;
  createdAt: string;
}

/** As a service of its own would: asked twice with one key it does a thing once, and is complete when it is asked about it. */
export async function startBackupService(databases: Backups): Promise<BackupService> {
  const { idOf = (nth: number) => `snap-${nth}` } = databases;
  const byKey = new Map<string, Promise<number | null>>();
  const works: Work[] = [];
  const service = { done: [] as string[], forgets: false };
  const hasBackup = (id: string | undefined) =>
    !service.forgets && works.some((work) => isBackup(work) && work.id === id);

  async function begin({ action, environment, backup }: Asked): Promise<number | null> {
    if (action === 'restore' && !hasBackup(backup)) return null;
    const id = action === 'backup' ? idOf(works.filter(isBackup).length + 1) : (backup ?? '');
    works.push({ action, id, createdAt: new Date().toISOString() });
    service.done.push(`${action} ${id}`);
    await (action === 'backup' ? databases.make(environment) : databases.putBack(environment));
    return works.length - 1;
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers['idempotency-key']);
    const asked = (await json(request)) as Asked;
    // Two questions at once are one, too.
    const beginning = byKey.get(key) ?? begin(asked);
    byKey.set(key, beginning);
    const known = await beginning;
    const work = known === null ? undefined : works[known];
    if (!work) {
      byKey.delete(key);
      return void response.writeHead(410).end();
    }
    response.writeHead(202).end(JSON.stringify({ ...work, state: 'pending', statusUrl: `/works/${known}` }));
  }

  function get(request: IncomingMessage, response: ServerResponse): void {
    const nth = Number(/^\/works\/(\d+)$/.exec(request.url ?? '')?.[1]);
    const work = works[nth];
    if (!work || (isBackup(work) && service.forgets)) return void response.writeHead(404).end();
    response.writeHead(200).end(JSON.stringify({ ...work, state: 'complete' }));
  }

  const server = createServer((request, response) => {
    if (request.method === 'GET') return get(request, response);
    post(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(service, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sluice`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function isBackup({ action }: Work): boolean {
  return action === 'backup';
}
