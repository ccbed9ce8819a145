/** What really happened to the requests for one version in one tick. */
export interface VersionTick {
  version: string;
  /** Requests answered, the failed ones included. */
  served: number;
  errors: number;
  mirrored: number;
  mirroredErrors: number;
  /** Share of the requests that the router meant for it, 0 to 1. */
  share: number;
}

export interface Tick {
  /** End of the tick, milliseconds since the epoch. */
  at: number;
  durationMs: number;
  environment: string;
  service: string;
  /** Requests that were sent; those served and those lost add up to it. */
  offered: number;
  /** Requests that found no ready pod, or one that was down. */
  lost: number;
  versions: VersionTick[];
}

export interface Totals {
  offered: number;
  lost: number;
  versions: Record<string, Omit<VersionTick, 'version' | 'share'>>;
}

/** The ground truth of the simulation, for tests and measurements: what no metric of a pod can tell. */
export interface Truth {
  record(tick: Tick): void;
  /** The latest ticks, oldest first, from `since` (milliseconds since the epoch) on. */
  ticks(environment: string, service: string, since?: number): Tick[];
  totals(environment: string, service: string, since?: number): Totals;
  /** End of the first tick of the present stretch without any share for the version; undefined while it has one or never had. */
  zeroSince(environment: string, service: string, version: string): number | undefined;
  onTick(listener: (tick: Tick) => void): () => void;
}

/** Keeps the last `keep` ticks of each service and environment (default: ten minutes of tenths of a second). */
export function createTruth(keep = 6_000): Truth {
  const history = new Map<string, Tick[]>();
  const zeros = new Map<string, Map<string, number | undefined>>();
  const listeners = new Set<(tick: Tick) => void>();
  const keyOf = (environment: string, service: string) => `${environment}/${service}`;

  function noteZeros(key: string, tick: Tick): void {
    const sharing = new Set(tick.versions.filter(({ share }) => share > 0).map(({ version }) => version));
    const ours = zeros.get(key) ?? new Map<string, number | undefined>();
    zeros.set(key, ours);
    for (const version of sharing) ours.set(version, undefined);
    for (const [version, since] of ours) if (since === undefined && !sharing.has(version)) ours.set(version, tick.at);
  }

  const truth: Truth = {
    record(tick) {
      const key = keyOf(tick.environment, tick.service);
      const ticks = history.get(key) ?? [];
      history.set(key, ticks);
      ticks.push(tick);
      // Cut in blocks: to shift an array of this length at every tick would cost more than the traffic itself.
      if (ticks.length > keep * 1.25) ticks.splice(0, ticks.length - keep);
      noteZeros(key, tick);
      for (const listener of listeners) listener(tick);
    },
    ticks: (environment, service, since = 0) =>
      (history.get(keyOf(environment, service)) ?? []).filter(({ at }) => at >= since),
    totals(environment, service, since = 0) {
      const totals: Totals = { offered: 0, lost: 0, versions: {} };
      for (const tick of truth.ticks(environment, service, since)) add(totals, tick);
      return totals;
    },
    zeroSince: (environment, service, version) => zeros.get(keyOf(environment, service))?.get(version),
    onTick(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return truth;
}

function add(totals: Totals, tick: Tick): void {
  totals.offered += tick.offered;
  totals.lost += tick.lost;
  for (const { version, served, errors, mirrored, mirroredErrors } of tick.versions) {
    const sum = totals.versions[version] ?? { served: 0, errors: 0, mirrored: 0, mirroredErrors: 0 };
    totals.versions[version] = {
      served: sum.served + served,
      errors: sum.errors + errors,
      mirrored: sum.mirrored + mirrored,
      mirroredErrors: sum.mirroredErrors + mirroredErrors,
    };
  }
}
