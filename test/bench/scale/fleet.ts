/** The numbers of a fleet of services that exists on paper only: everything is made from an index when it is asked for. */

export const perNamespace = 50;

/** Requests per second of each track. */
const rate = { stable: 15, candidate: 5 } as const;
export type Track = keyof typeof rate;

export const serviceOf = (index: number): string => `svc-${String(index).padStart(5, '0')}`;
export const namespaceOf = (index: number): string => `ns-${String(Math.floor(index / perNamespace)).padStart(3, '0')}`;
export const imageOf = (index: number, version: string): string => `registry.example/${serviceOf(index)}:${version}`;
export const versions = { stable: '1.0.0', candidate: '1.1.0' } as const;

export function indexOf(service: string): number {
  return Number(/^svc-(\d{5})/.exec(service)?.[1] ?? Number.NaN);
}

/** Each pod has an address of its own, as in a cluster, all of them on the loopback network. */
export function addressOf(index: number, track: Track): string {
  const at = index * 2 + (track === 'candidate' ? 1 : 0);
  return `127.1.${1 + Math.floor(at / 250)}.${1 + (at % 250)}`;
}

export function podOfAddress(address: string): { index: number; track: Track } {
  const [, , high = 0, low = 0] = address.split('.').map(Number);
  const at = (high - 1) * 250 + (low - 1);
  return { index: at >> 1, track: at % 2 === 1 ? 'candidate' : 'stable' };
}

export function podName(index: number, track: Track): string {
  return `${replicaSet(index, track)}x2k4p`;
}

export function replicaSet(index: number, track: Track): string {
  return track === 'candidate' ? `${serviceOf(index)}-candidate-77c4-` : `${serviceOf(index)}-5d9f-`;
}

/** Share of the requests that took at most so many seconds. */
const latency: readonly (readonly [le: string, share: number])[] = [
  ['0.005', 0.02],
  ['0.01', 0.2],
  ['0.025', 0.55],
  ['0.05', 0.8],
  ['0.1', 0.95],
  ['0.25', 0.995],
  ['0.5', 0.999],
  ['1', 1],
  ['2.5', 1],
  ['+Inf', 1],
];

export interface Counted {
  requests: number;
  errors: number;
  buckets: (readonly [le: string, count: number])[];
}

/** @param badSince when half of the candidate's requests began to fail, in ms since the epoch; null where they do not */
export function countedAt(track: Track, now: number, badSince: number | null): Counted {
  const since = Date.UTC(2026, 0, 1);
  const requests = Math.floor(((now - since) / 1000) * rate[track]);
  const bad = track === 'candidate' && badSince !== null ? Math.max(0, (now - badSince) / 1000) * rate[track] : 0;
  const buckets = latency.map(([le, share]) => [le, Math.floor(requests * share)] as const);
  return { requests, errors: Math.floor(bad / 2), buckets };
}
