import { type PageName, pageKinds } from './pages/index.ts';
import { buckets, type Counted, type MetricsFormat, type Page, type PageKind } from './pages/page.ts';

export interface PodMetrics {
  /** Counts one answered request; `seconds` is how long it took, `feature` which of a feature's two ways it was served. */
  observe(method: string, code: number, seconds: number, feature?: string): void;
  /** Counts one order, of the last request that was answered. @param feature as in `observe` */
  order(feature?: string): void;
  page(format: MetricsFormat): Page;
}

export interface PodMetricsDeps {
  version: string;
  /** Start of the container, milliseconds since the epoch. */
  startedAt: number;
  page: PageName;
  countsOrders?: boolean;
  /** Orders have a label that tells a feature's two ways apart. */
  byFeature?: boolean;
  now: () => number;
}

/** Between the starts of two processes of one container (ms), as a master forks them. */
const forkedEveryMs = 50;

/** The metrics of one container since it started: of the processes that share its port, each by itself. */
export function createPodMetrics({
  version,
  startedAt,
  page: name,
  countsOrders = false,
  byFeature = false,
  now,
}: PodMetricsDeps): PodMetrics {
  const kind: PageKind = pageKinds[name];
  const processes = Array.from({ length: kind.processes ?? 1 }, (_, at) => ({
    startedAt: startedAt + at * forkedEveryMs,
    counted: new Map<string, Mutable>(),
    orders: noOrders(byFeature),
  }));
  let serves = processes[0];
  const inTurn = () => {
    let turn = 0;
    return () => processes[turn++ % processes.length];
  };
  const [serving, shown] = [inTurn(), inTurn()];
  return {
    observe(method, code, seconds, feature) {
      serves = serving();
      const counted = serves?.counted;
      const key = `${method} ${code} ${feature ?? ''}`;
      const none = { count: 0, slots: new Array(buckets.length + 1).fill(0), sum: 0 };
      const one = counted?.get(key) ?? { method, code, ...(feature === undefined ? {} : { feature }), ...none };
      const at = buckets.findIndex((bound) => seconds <= bound);
      const slot = at < 0 ? buckets.length : at;
      one.slots[slot] = (one.slots[slot] ?? 0) + 1;
      one.count += 1;
      one.sum += seconds;
      counted?.set(key, one);
    },
    order(feature = '') {
      if (serves) serves.orders.set(feature, (serves.orders.get(feature) ?? 0) + 1);
    },
    page(format) {
      const process = shown() ?? { startedAt, counted: new Map<string, Mutable>(), orders: noOrders(byFeature) };
      const { startedAt: began, counted, orders } = process;
      const shows = { version, startedAt: began, ageMs: now() - began, counted: [...counted.values()] };
      return kind.page(countsOrders ? { ...shows, orders } : shows, format);
    },
  };
}

/** By which of a feature's two ways they were served. A counter without labels is there from the start, one with labels from its first order on. */
function noOrders(byFeature: boolean): Map<string, number> {
  return new Map(byFeature ? [] : [['', 0]]);
}

interface Mutable extends Counted {
  count: number;
  slots: number[];
  sum: number;
}

/** Which format an Accept header asks for; the plain text one unless OpenMetrics is named. */
export function negotiate(accept: string | undefined): MetricsFormat {
  return accept?.includes('application/openmetrics-text') ? 'openMetrics' : 'text';
}
