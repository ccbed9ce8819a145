/** Which calls a fault hits and for how long. Left out: every call, until stopped. */
export interface FaultScope {
  /** A Web API method ("chat.postMessage"), "response_url" or "upload". */
  method?: string;
  /** How many calls. */
  times?: number;
  /** For how long, in ms. */
  forMs?: number;
}

export interface FaultHandle {
  stop(): void;
  /** How many calls it has hit. */
  hits(): number;
}

export type Fault =
  | { kind: 'rate_limited'; retryAfterSec: number }
  | { kind: 'server_error'; status: number }
  /** The connection breaks before, or after, the call took effect. */
  | { kind: 'reset'; when: 'before' | 'after' }
  /** Slack's own no: {ok: false, error: code}. */
  | { kind: 'refused'; code: string }
  | { kind: 'latency'; ms: number };

/** Trouble on demand. */
export interface Faults {
  /** 429 with Retry-After in seconds. */
  rateLimit(options?: FaultScope & { retryAfterSec?: number }): FaultHandle;
  /** 5xx. */
  serverError(options?: FaultScope & { status?: number }): FaultHandle;
  reset(options: FaultScope & { when: 'before' | 'after' }): FaultHandle;
  /** Slack says no with this code, e.g. token_revoked. */
  refuse(options: FaultScope & { code: string }): FaultHandle;
  /** Answers come this much later, in ms. */
  latency(options: FaultScope & { ms: number }): FaultHandle;
  /** Nothing gets through in either direction; sockets are cut. */
  outage(options?: { forMs?: number }): FaultHandle;
  /** Slack's polite disconnect of all sockets, or a cut wire. */
  disconnectSockets(how?: 'refresh_requested' | 'warning' | 'link_disabled' | 'cut'): void;
  /** The next deliveries come twice: same envelope in Socket Mode, x-slack-retry-num over HTTP. */
  duplicateDeliveries(times: number): void;
  /** Ends all faults. */
  clear(): void;
  isOut(): boolean;
  /** The faults that hit this call now; counts them. */
  take(method: string): Fault[];
  /** How many copies the next delivery gets (0 or 1). */
  takeDuplicates(): number;
}

interface ActiveFault {
  fault: Fault;
  method: string | undefined;
  left: number;
  until: number;
  hits: number;
}

export interface FaultDeps {
  now(): number;
  /** Told when an outage begins (true) and ends. */
  onOutage(out: boolean): void;
  disconnect(how: 'refresh_requested' | 'warning' | 'link_disabled' | 'cut'): void;
}

export function createFaults(deps: FaultDeps): Faults {
  const calls = createCallFaults(deps.now);
  const outages = createOutages(deps);
  const { add } = calls;
  let duplicates = 0;
  return {
    rateLimit: (options = {}) => add({ kind: 'rate_limited', retryAfterSec: options.retryAfterSec ?? 1 }, options),
    serverError: (options = {}) => add({ kind: 'server_error', status: options.status ?? 503 }, options),
    reset: (options) => add({ kind: 'reset', when: options.when }, options),
    refuse: (options) => add({ kind: 'refused', code: options.code }, options),
    latency: (options) => add({ kind: 'latency', ms: options.ms }, options),
    outage: (options = {}) => outages.begin(options.forMs),
    disconnectSockets: (how = 'refresh_requested') => deps.disconnect(how),
    duplicateDeliveries(times) {
      duplicates += times;
    },
    clear() {
      calls.clear();
      outages.clear();
      duplicates = 0;
    },
    isOut: outages.isOut,
    take: calls.take,
    takeDuplicates() {
      if (duplicates === 0) return 0;
      duplicates -= 1;
      return 1;
    },
  };
}

function createCallFaults(now: () => number) {
  const active = new Set<ActiveFault>();
  return {
    add(fault: Fault, { method, times, forMs }: FaultScope): FaultHandle {
      const until = forMs === undefined ? Number.POSITIVE_INFINITY : now() + forMs;
      const entry: ActiveFault = { fault, method, left: times ?? Number.POSITIVE_INFINITY, until, hits: 0 };
      active.add(entry);
      return { stop: () => void active.delete(entry), hits: () => entry.hits };
    },
    take(method: string): Fault[] {
      const hit: Fault[] = [];
      for (const entry of active) {
        if (now() >= entry.until || entry.left <= 0) {
          active.delete(entry);
          continue;
        }
        if (entry.method !== undefined && entry.method !== method) continue;
        entry.left -= 1;
        entry.hits += 1;
        hit.push(entry.fault);
      }
      return hit;
    },
    clear: () => active.clear(),
  };
}

/** Outages may overlap; Slack is back when the last one is over. */
function createOutages(deps: FaultDeps) {
  const open = new Set<symbol>();
  const end = (outage: symbol) => {
    if (open.delete(outage) && open.size === 0) deps.onOutage(false);
  };
  return {
    begin(forMs: number | undefined): FaultHandle {
      const outage = Symbol('outage');
      open.add(outage);
      deps.disconnect('cut');
      deps.onOutage(true);
      if (forMs !== undefined) setTimeout(end, forMs, outage).unref();
      return { stop: () => end(outage), hits: () => 0 };
    },
    clear() {
      for (const outage of [...open]) end(outage);
    },
    isOut: () => open.size > 0,
  };
}
