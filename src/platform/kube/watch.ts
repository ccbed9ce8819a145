import type { Clock } from '../clock.ts';
import { KubeError } from '../kube.ts';
import type { Discovery } from './discovery.ts';
import type { Http } from './http.ts';
import { lines } from './lines.ts';
import { listAll } from './list.ts';
import { resourcePath } from './paths.ts';
import { guard, report, tellLine, type WatchRequest } from './watch-events.ts';

export interface WatchDeps {
  http: Http;
  discovery: Discovery;
  clock: Clock;
  /** 0 to 1, for jitter. */
  random: () => number;
  /** How long one watch request is asked to last. */
  watchMs: number;
}

/** Longest time after the agreed end of a watch until its connection is taken for dead. */
const longestGraceMs = 5000;
const firstBackOffMs = 200;
const longestBackOffMs = 30_000;

/** List, then watch, for ever: until the signal aborts. Handlers that throw do not stop it. */
export function startWatch(deps: WatchDeps, request: WatchRequest, signal: AbortSignal): void {
  void follow(deps, request, signal);
}

async function follow(deps: WatchDeps, request: WatchRequest, signal: AbortSignal): Promise<void> {
  let version: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    const since = deps.clock.now();
    try {
      version ??= await relist(deps, request, signal);
      let lost = false;
      for await (const next of watchOnce(deps, request, version, signal)) {
        lost ||= next === null;
        version = next ?? version;
        failures = 0;
      }
      if (lost) version = null;
      // A quiet watch that ran its time is well; a server that ends watches at once must not make us spin.
      failures = deps.clock.now() - since >= deps.watchMs / 2 ? 0 : failures + 1;
      if (failures > 1) await pause(deps, failures, signal);
    } catch (error) {
      if (signal.aborted) return;
      const expired = error instanceof KubeError && error.status === 410;
      if (expired || !(error instanceof KubeError) || !error.retryable) version = null;
      if (!expired) report(request, error);
      failures += 1;
      await pause(deps, failures, signal);
    }
  }
}

async function relist(deps: WatchDeps, request: WatchRequest, signal: AbortSignal): Promise<string> {
  const list = await listAll(deps, request.kind, request.namespace, request.labelSelector);
  if (!signal.aborted) guard(request, () => request.handlers.synced(list.objects));
  return list.resourceVersion;
}

/**
 * One watch request; yields the version after each event, or null where one could not be read, so that only a new list
 * can tell what it was. Throws a KubeError when it breaks or is told an error.
 */
async function* watchOnce(
  deps: WatchDeps,
  request: WatchRequest,
  version: string,
  signal: AbortSignal,
): AsyncGenerator<string | null> {
  const { kind, namespace, labelSelector } = request;
  // Jitter keeps the watches of many namespaces from coming back all at once.
  const lastsMs = Math.round(deps.watchMs * (0.8 + 0.4 * deps.random()));
  const resource = await deps.discovery.resource(kind);
  const path = resourcePath(kind.apiVersion, resource, namespace);
  const what = `watch ${resource.plural} in ${namespace}`;
  const query = {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    timeoutSeconds: String(Math.ceil(lastsMs / 1000)),
    labelSelector,
  };
  const ended = new AbortController();
  const until = AbortSignal.any([
    signal,
    ended.signal,
    AbortSignal.timeout(lastsMs + Math.min(longestGraceMs, deps.watchMs)),
  ]);
  try {
    const body = await deps.http.stream({ method: 'GET', path, query, what }, until);
    for await (const line of lines(body)) {
      if (signal.aborted) return;
      yield tellLine(request, line);
    }
  } catch (error) {
    if (error instanceof KubeError) throw error;
    const said = until.aborted ? 'went silent' : `broke off: ${error instanceof Error ? error.message : String(error)}`;
    throw new KubeError('unreachable', `${what}: ${said}`);
  } finally {
    ended.abort();
  }
}

async function pause(deps: WatchDeps, failures: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(failures, 10));
  await deps.clock.sleep(longest * (0.5 + 0.5 * deps.random()), signal).catch(() => undefined);
}
