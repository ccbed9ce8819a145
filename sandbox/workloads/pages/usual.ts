import type { Counted, MetricsFormat, PageKind, Process } from './page.ts';
import { began, family, histogram, series, textPage, under } from './text.ts';

const requests = ['http_requests_total', 'counter', 'Requests answered, by method and status code.'] as const;
const durations = ['http_request_duration_seconds', 'histogram', 'Time taken to answer.'] as const;
const sold = ['shop_orders_total', 'counter', 'Orders placed.'] as const;
const build = ['app_build_info', 'gauge', 'Which version this is.'] as const;

const byFeature = ({ feature }: Counted) => (feature === undefined ? {} : { feature });
const byMethodAndCode = (one: Counted) => ({ code: String(one.code), method: one.method, ...byFeature(one) });

/** Counters of requests under these labels. */
export function requestLines(format: MetricsFormat, { counted }: Process, labelsOf = byMethodAndCode): string[] {
  const lines = under(counted, labelsOf).map(([labels, { count }]) => series(requests[0], labels, count));
  return family(format, requests, lines);
}

export function durationLines(format: MetricsFormat, { counted }: Process): string[] {
  const all = under(counted, (one) => ({ method: one.method, ...byFeature(one) }));
  return family(format, durations, histogram(format, durations[0], all));
}

/** What stands on every page: when its process began, and its version. */
export function aboutLines(format: MetricsFormat, process: Process): string[] {
  return [...began(format, process), ...family(format, build, [series(build[0], { version: process.version }, 1)])];
}

/** The shop's own counter, where it has one. */
function orderLines(format: MetricsFormat, { orders }: Process): string[] {
  if (orders === undefined) return [];
  const lines = [...orders].map(([feature, count]) => series(sold[0], feature === '' ? {} : { feature }, count));
  return family(format, sold, lines);
}

export const usual: PageKind = {
  shows: 'requests by status and a histogram of durations, as most services have them',
  page: (process, format) =>
    textPage(format, [
      ...requestLines(format, process),
      ...durationLines(format, process),
      ...orderLines(format, process),
      ...aboutLines(format, process),
    ]),
};
