/** Upper bounds of the latency histogram, in seconds. */
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

export const contentTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;
export type MetricsFormat = keyof typeof contentTypes;

interface Latencies {
  /** Observations per bucket, not cumulative; the last is +Inf. */
  counts: number[];
  sum: number;
}

export interface PodMetrics {
  /** Counts one answered request; `seconds` is how long it took. */
  observe(method: string, code: number, seconds: number): void;
  render(format: MetricsFormat): string;
}

/** The metrics of one container since it started (`startedAt`, milliseconds since the epoch). */
export function createPodMetrics(version: string, startedAt: number): PodMetrics {
  const requests = new Map<string, { method: string; code: number; count: number }>();
  const latencies = new Map<string, Latencies>();
  return {
    observe(method, code, seconds) {
      const key = `${method} ${code}`;
      const counter = requests.get(key) ?? { method, code, count: 0 };
      counter.count += 1;
      requests.set(key, counter);
      const latency = latencies.get(method) ?? { counts: new Array(buckets.length + 1).fill(0), sum: 0 };
      const at = buckets.findIndex((bound) => seconds <= bound);
      const bucket = at < 0 ? buckets.length : at;
      latency.counts[bucket] = (latency.counts[bucket] ?? 0) + 1;
      latency.sum += seconds;
      latencies.set(method, latency);
    },
    render(format) {
      const open = format === 'openMetrics';
      return [
        `# HELP http_requests${open ? '' : '_total'} Requests answered, by method and status code.`,
        `# TYPE http_requests${open ? '' : '_total'} counter`,
        ...[...requests.values()].map(
          ({ method, code, count }) => `http_requests_total{code="${code}",method="${method}"} ${count}`,
        ),
        '# HELP http_request_duration_seconds Time taken to answer.',
        '# TYPE http_request_duration_seconds histogram',
        ...[...latencies].flatMap(([method, latency]) => histogramLines(method, latency, open)),
        '# HELP process_start_time_seconds Start of the process, in seconds since the epoch.',
        '# TYPE process_start_time_seconds gauge',
        `process_start_time_seconds ${startedAt / 1000}`,
        '# HELP app_build_info Which version this is.',
        '# TYPE app_build_info gauge',
        `app_build_info{version="${escapeLabel(version)}"} 1`,
        ...(open ? ['# EOF'] : []),
        '',
      ].join('\n');
    },
  };
}

/** Which format an Accept header asks for; the plain text one unless OpenMetrics is named. */
export function negotiate(accept: string | undefined): MetricsFormat {
  return accept?.includes('application/openmetrics-text') ? 'openMetrics' : 'text';
}

function histogramLines(method: string, latency: Latencies, open: boolean): string[] {
  const name = 'http_request_duration_seconds';
  let total = 0;
  const lines = latency.counts.map((count, at) => {
    total += count;
    return `${name}_bucket{method="${method}",le="${boundText(buckets[at], open)}"} ${total}`;
  });
  return [...lines, `${name}_sum{method="${method}"} ${latency.sum}`, `${name}_count{method="${method}"} ${total}`];
}

/** OpenMetrics wants bounds as floats (`1.0`), the older format has them as they come (`1`). */
function boundText(bound: number | undefined, open: boolean): string {
  if (bound === undefined) return '+Inf';
  return open && Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
