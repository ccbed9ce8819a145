import { z } from 'zod';
import { readJson } from '../../domain/json.ts';
import { type KindRef, KubeError, type WatchHandlers } from '../kube.ts';
import { kindOfStatus, parseStatus } from './errors.ts';
import { readObject } from './objects.ts';

/** What is watched, and who is told. */
export interface WatchRequest {
  kind: KindRef;
  namespace: string;
  labelSelector: string | undefined;
  handlers: WatchHandlers;
}

const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({}),
});

/**
 * Tells the handlers what a line of a watch says. Gives the version after it, or null where the line cannot be read.
 * Throws a `KubeError` for an error that the server reports.
 */
export function tellLine(request: WatchRequest, line: string): string | null {
  const { handlers, kind } = request;
  const event = readJson(eventSchema, line);
  if (event === null) {
    report(request, new Error(`a line of the watch of ${kind.kind} makes no sense`));
    return null;
  }
  if (event.type === 'ERROR') {
    const status = parseStatus(event.object);
    const code = status?.code ?? 500;
    throw new KubeError(kindOfStatus(code), `watch ${kind.kind}: ${status?.message ?? 'error'}`, code);
  }
  const object = readEventObject(request, event.object);
  if (object === null) return null;
  if (event.type === 'DELETED') guard(request, () => handlers.removed(object));
  else if (event.type !== 'BOOKMARK') guard(request, () => handlers.changed(object));
  return object.metadata.resourceVersion ?? null;
}

function readEventObject(request: WatchRequest, value: Record<string, unknown>) {
  try {
    // Bookmarks carry a version and no name.
    const metadata = z.looseObject({}).catch({}).parse(value['metadata']);
    return readObject({ ...value, metadata: { name: '', ...metadata } }, request.kind);
  } catch (error) {
    report(request, error);
    return null;
  }
}

/** A handler's mistake is the handler's: it is told, and the watch goes on. */
export function guard(request: WatchRequest, run: () => void): void {
  try {
    run();
  } catch (error) {
    report(request, error);
  }
}

/** Tells the handlers that something went wrong. Never throws. */
export function report({ handlers }: Pick<WatchRequest, 'handlers'>, error: unknown): void {
  try {
    handlers.broken(error instanceof Error ? error : new Error(String(error)));
  } catch {
    // Whoever cannot even be told has nobody else to tell.
  }
}
