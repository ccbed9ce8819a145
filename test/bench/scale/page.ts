import type { Counted } from './fleet.ts';

/** What a runtime's own metrics add to every page: read over, but sent and looked through. */
const others = Array.from(
  { length: 60 },
  (_, at) => `runtime_pool_bytes{pool="p${at}",kind="used"} ${at * 4096}\n`,
).join('');

/** A `/metrics` page of some 4 KB. */
export function metricsPage({ requests, errors, buckets }: Counted): string {
  const lines = buckets.map(([le, count]) => `http_request_duration_seconds_bucket{le="${le}"} ${count}\n`);
  return `# TYPE http_requests_total counter
http_requests_total{code="200",method="GET"} ${requests - errors}
http_requests_total{code="500",method="GET"} ${errors}
# TYPE http_request_duration_seconds histogram
${lines.join('')}http_request_duration_seconds_sum ${requests * 0.03}
http_request_duration_seconds_count ${requests}
${others}process_start_time_seconds 1767225600
`;
}
