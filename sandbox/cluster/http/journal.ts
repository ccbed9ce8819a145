import type { Kernel } from '../api/kernel.ts';
import { parseBody } from '../api/patch.ts';
import { dig } from '../model/json.ts';
import type { RequestInfo } from './faults.ts';
import { type ApiRequest, writeContext } from './request.ts';

/** One write that came over HTTPS, answered or refused. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  at: number;
  user: string;
  userAgent: string;
  /** create, update, patch, delete, deletecollection. */
  verb: string;
  /** `deployments`, `deployments/scale`, `virtualservices`. */
  resource: string;
  namespace: string;
  name: string;
  fieldManager: string;
  contentType: string;
  dryRun: boolean;
  /** The body as it was sent; values of Secrets are left out. */
  body: string;
  /** HTTP status of the answer; 0 when the connection was cut. */
  code: number;
}

export interface Journal {
  entries(filter?: (entry: JournalEntry) => boolean): readonly JournalEntry[];
  /** Calls back for each later entry; returns the way to stop. */
  on(listener: (entry: JournalEntry) => void): () => void;
  clear(): void;
}

/** Longest body that is kept, in characters. */
const BODY_LIMIT = 20_000;
const ENTRY_LIMIT = 20_000;

/** An empty journal, and the way to write to it. */
export function createJournal(): Journal & { write(entry: JournalEntry): void } {
  let entries: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => void>();
  return {
    entries: (filter) => (filter === undefined ? [...entries] : entries.filter(filter)),
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear: () => {
      entries = [];
    },
    write: (entry) => {
      const secret = entry.resource.startsWith('secrets');
      const kept = { ...entry, body: secret ? '(secret)' : entry.body.slice(0, BODY_LIMIT) };
      if (entries.length >= ENTRY_LIMIT) entries.shift();
      entries.push(kept);
      for (const listener of [...listeners]) listener(kept);
    },
  };
}

/**
 * Notes a write once it is told the HTTP status of the answer, 0 for none. Reads, reviews and dialogues with pods are
 * not noted.
 */
export function journalling(
  deps: { kernel: Kernel; journal: ReturnType<typeof createJournal> },
  request: ApiRequest,
  info: RequestInfo,
): (code: number) => void {
  const isWrite = ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(info.verb);
  const noted = request.route.kind === 'resource' && request.route.subresource !== 'proxy' && isWrite;
  return (code) => {
    if (!noted) return;
    const { fieldManager, dryRun } = writeContext(request);
    const { contentType } = request;
    const body = request.body.toString();
    const name = info.name === '' ? nameIn(body) : info.name;
    deps.journal.write({ at: deps.kernel.now(), ...info, name, fieldManager, contentType, dryRun, body, code });
  };
}

/** The name that a body gives its object; empty when it is for the server to choose or cannot be read. */
function nameIn(body: string): string {
  try {
    const name = dig(parseBody(body), 'metadata', 'name');
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
