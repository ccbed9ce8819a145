import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const bounds = [0.05, 0.1, 0.5, 1] as const;

/** A pod's real HTTP page whose counters a story moves. */
export interface TinyPod {
  /** host:port. */
  address: string;
  /** Serves requests: how many, with which status, and how long each took in seconds. */
  serve(requests: number, code?: number, seconds?: number): void;
  /** Takes orders, which the page counts from the first call on. */
  sell(orders: number): void;
  /** Serves requests, and takes orders, of which the counters tell which way of a feature they went, by the label `feature`. */
  serveBy(feature: string, requests: number, orders: number): void;
  /** Another process: all counters at zero. */
  restart(): void;
  /** `off` cuts connections, `garbage` answers what nobody can read. */
  mode: 'on' | 'off' | 'garbage';
  /** Seconds by quantile, shown instead of buckets; null shows buckets. */
  summary: Readonly<Record<string, number>> | null;
  close(): Promise<void>;
}

export async function tinyPod(): Promise<TinyPod> {
  let codes = new Map<number, number>();
  let slots: number[] = new Array(bounds.length + 1).fill(0);
  let startedAt = Date.now() / 1000;
  let orders: number | null = null;
  const ways = { requests: new Map<string, number>(), orders: new Map<string, number>() };
  const server = createServer((_request, response) => {
    if (pod.mode === 'off') {
      response.destroy();
      return;
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      pod.mode === 'garbage'
        ? 'http_requests_total{code="200" oops\n'
        : [
            ...orderLines(orders, ways.orders),
            page({ codes, ways: ways.requests }, slots, startedAt, pod.summary),
          ].join('\n'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pod: TinyPod = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'on',
    summary: null,
    serve(requests, code = 200, seconds = 0.02) {
      codes.set(code, (codes.get(code) ?? 0) + requests);
      const at = bounds.findIndex((bound) => seconds <= bound);
      const slot = at < 0 ? bounds.length : at;
      slots[slot] = (slots[slot] ?? 0) + requests;
    },
    sell(more) {
      orders = (orders ?? 0) + more;
    },
    serveBy(feature, requests, sold) {
      ways.requests.set(feature, (ways.requests.get(feature) ?? 0) + requests);
      if (sold > 0) ways.orders.set(feature, (ways.orders.get(feature) ?? 0) + sold);
    },
    restart() {
      codes = new Map();
      orders = orders === null ? null : 0;
      slots = slots.map(() => 0);
      startedAt += 1;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return pod;
}

function orderLines(orders: number | null, ways: ReadonlyMap<string, number>): string[] {
  const own = orders === null ? [] : [`shop_orders_total ${orders}`];
  const lines = [...own, ...[...ways].map(([feature, count]) => `shop_orders_total{feature="${feature}"} ${count}`)];
  return lines.length === 0 ? [] : ['# TYPE shop_orders_total counter', ...lines];
}

function page(
  { codes, ways }: { codes: ReadonlyMap<number, number>; ways: ReadonlyMap<string, number> },
  slots: readonly number[],
  startedAt: number,
  summary: TinyPod['summary'],
): string {
  let total = 0;
  const buckets = slots.map((count, at) => {
    total += count;
    return `http_request_duration_seconds_bucket{le="${bounds[at] ?? '+Inf'}"} ${total}`;
  });
  return [
    '# HELP http_requests_total Requests.',
    '# TYPE http_requests_total counter',
    ...[...codes].map(([code, count]) => `http_requests_total{code="${code}",path="/a\\\\b\\"c"} ${count}`),
    ...[...ways].map(([feature, count]) => `http_requests_total{code="200",feature="${feature}"} ${count}`),
    `# TYPE http_request_duration_seconds ${summary ? 'summary' : 'histogram'}`,
    ...(summary
      ? Object.entries(summary).map(([q, seconds]) => `http_request_duration_seconds{quantile="${q}"} ${seconds}`)
      : buckets),
    `http_request_duration_seconds_sum ${total / 50}`,
    `http_request_duration_seconds_count ${total}`,
    `process_start_time_seconds ${startedAt}`,
    '',
  ].join('\n');
}
