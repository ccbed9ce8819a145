import type { Measurement } from '../../../src/domain/verdict.ts';
import { fakePod } from './fake-kube.ts';
import { given } from './scraping.ts';

/** One pod of each version. */
export function both(config: object = {}) {
  const world = given([fakePod('c-1', { candidate: true }), fakePod('s-1')], config);
  const show = (candidate: string, stable: string) => Object.assign(world.pages, { 'c-1': candidate, 's-1': stable });
  return { ...world, show };
}

/** A counter of requests, by the values of its label of failures. */
export const counts = (by: Record<string, number>, label = 'code', metric = 'http_requests_total') =>
  Object.entries(by)
    .map(([value, count]) => `${metric}{${label}="${value}"} ${count}\n`)
    .join('');

/** When the process began, in seconds since the epoch. */
export const started = (at: number) => `process_start_time_seconds ${at}\n`;

/** A histogram of one request. */
export const buckets =
  'http_request_duration_seconds_bucket{le="1"} 1\nhttp_request_duration_seconds_bucket{le="+Inf"} 1\n';

/** Why there was nothing to judge; empty where there was. */
export const detailOf = (look: Measurement) => (look.kind === 'sample' ? '' : look.detail);

/** What was said not to be watched. */
export const unwatchedIn = (look: Measurement) =>
  (look.kind === 'sample' ? (look.sample.notWatched ?? []) : []).map(({ why }) => why);
