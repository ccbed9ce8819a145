/** Which requests a fault is for; what is missing matches everything. */
export interface FaultMatch {
  /** RBAC verbs: get, list, watch, create, update, patch, delete, deletecollection. */
  verbs?: readonly string[];
  /** `deployments`, or `deployments/status` for a subresource only. */
  resource?: string;
  namespace?: string;
  name?: string;
  /** Part of the user agent, or a pattern for it. */
  userAgent?: string | RegExp;
  user?: string;
}

/** What goes wrong. */
export type FaultEffect =
  /** The request is answered with this code; 429 and 503 may carry Retry-After. */
  | { kind: 'status'; code: number; retryAfterSeconds?: number }
  /** The request is served after this many milliseconds. */
  | { kind: 'latency'; ms: number }
  /** The connection is cut: before the request is served, or after, so that only the answer is lost. */
  | { kind: 'cut'; when: 'before' | 'after' }
  /** The request is never answered. */
  | { kind: 'hang' }
  /** The watch opens, and its events are withheld as long as the fault lasts. */
  | { kind: 'silent-watch' }
  /** The watch is told that its resourceVersion is too old. */
  | { kind: 'expired-watch' };

export interface FaultOptions {
  match?: FaultMatch;
  /** Ends after so many hits. */
  times?: number;
  /** Ends after so many milliseconds. */
  forMs?: number;
}

export interface Fault {
  /** How many requests it has hit. */
  hits(): number;
  remove(): void;
}

/** One request, as faults see it. */
export interface RequestInfo {
  verb: string;
  resource: string;
  namespace: string;
  name: string;
  userAgent: string;
  user: string;
}

export interface Faults {
  add(effect: FaultEffect, options?: FaultOptions): Fault;
  clear(): void;
  /** Cuts the matching watches that are open now; returns how many. */
  dropWatches(match?: FaultMatch): number;
  /** Stops (and starts again) accepting connections; open ones are cut. */
  refuseConnections(refuse: boolean): Promise<void>;
}

interface Entry {
  effect: FaultEffect;
  match: FaultMatch;
  left: number;
  until: number;
  hits: number;
}

/** The faults that are on, for the server. */
export interface FaultBook {
  add(effect: FaultEffect, options?: FaultOptions): Fault;
  clear(): void;
  /** All effects for a request, each counted as a hit. */
  strike(request: RequestInfo): FaultEffect[];
  /** Whether events to this watch are withheld now. Does not count as a hit. */
  isSilent(request: RequestInfo): boolean;
  /** Called when a fault ends. */
  onChange(listener: () => void): () => void;
}

/** An empty book of faults; `now` in milliseconds. */
export function createFaultBook(now: () => number): FaultBook {
  let entries: Entry[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const active = (request: RequestInfo): Entry[] =>
    entries.filter((entry) => entry.left > 0 && entry.until > now() && matchesFault(entry.match, request));
  return {
    add: (effect, options = {}) => {
      const until = options.forMs === undefined ? Number.POSITIVE_INFINITY : now() + options.forMs;
      const left = options.times ?? Number.POSITIVE_INFINITY;
      const entry: Entry = { effect, match: options.match ?? {}, left, until, hits: 0 };
      entries.push(entry);
      if (options.forMs !== undefined) setTimeout(changed, options.forMs + 1).unref();
      const remove = (): void => {
        entries = entries.filter((other) => other !== entry);
        changed();
      };
      return { hits: () => entry.hits, remove };
    },
    clear: () => {
      entries = [];
      changed();
    },
    strike: (request) =>
      active(request)
        .filter((entry) => !entry.effect.kind.endsWith('-watch') || request.verb === 'watch')
        .map((entry) => {
          // A withheld watch is a state, not an event: it lasts until it is removed.
          if (entry.effect.kind !== 'silent-watch') entry.left -= 1;
          entry.hits += 1;
          return entry.effect;
        }),
    isSilent: (request) => active(request).some((entry) => entry.effect.kind === 'silent-watch'),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whether a request is one of those that the match describes. */
export function matchesFault(match: FaultMatch, request: RequestInfo): boolean {
  const { verbs, resource, namespace, name, userAgent, user } = match;
  return (
    (verbs === undefined || verbs.includes(request.verb)) &&
    (resource === undefined || resource === request.resource || request.resource.startsWith(`${resource}/`)) &&
    (namespace === undefined || namespace === request.namespace) &&
    (name === undefined || name === request.name) &&
    (user === undefined || user === request.user) &&
    (userAgent === undefined ||
      (typeof userAgent === 'string' ? request.userAgent.includes(userAgent) : userAgent.test(request.userAgent)))
  );
}
