import { candidateName } from '../../domain/names.ts';
import type { Target } from '../../domain/target.ts';
import { words } from './common.ts';
import { type Counters, type Measured, notStarted, sinceLastMeasurement, type Unit } from './counters.ts';
import { bucketOf, maxBounds, tooManyBounds } from './histograms.ts';
import { type PrometheusConfig, prometheus } from './kinds/prometheus.ts';
import type { Checkpoint, MetricDeps, MetricSource } from './metric-source.ts';
import { instantQuery, type Point, type PromApi } from './prom-api.ts';
import { askAlone, type PromAnswer } from './prom-ask.ts';
import { type Queries, queriesFor } from './prom-queries.ts';
import { type Ready, readyOf } from './summaries.ts';
import { podsOf, type TrackedPod, trackedPods } from './tracks.ts';

/**
 * Asks Prometheus for the raw counters of both tracks at one instant of the server's own clock and differences them
 * here; never `rate` or `increase`, which extrapolate and look at a window of their own.
 */
export function createPrometheus(deps: MetricDeps, config: PrometheusConfig): MetricSource {
  return {
    answers: prometheus.answers(config),
    async measure(plan, checkpoint) {
      try {
        const pods = await podsOf(deps, plan);
        const at = deps.clock.now();
        return await measureNow(deps, config, plan.target, pods, checkpoint, at);
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    async check(target) {
      try {
        const pods = await trackedPods(deps.clusters(target.cluster), target, null);
        if (pods.length === 0) return `no pod of ${target.workload.name} is running, so nothing can be measured`;
        const { requests } = queriesFor(config.queries, scopeOf(target, pods));
        const points = await instantQuery(apiOf(deps, config), requests);
        return points.length > 0 ? null : `Prometheus knows no requests of ${target.workload.name}: ${requests}`;
      } catch (error) {
        return words(error);
      }
    },
  };
}

async function measureNow(
  deps: MetricDeps,
  config: PrometheusConfig,
  target: Target,
  pods: readonly TrackedPod[],
  checkpoint: Checkpoint,
  at: number,
): Promise<Measured> {
  const scope = scopeOf(target, pods);
  const queries = queriesFor(config.queries, scope);
  const trackOf = classifier(queries, pods, candidateName(target));
  const api = apiOf(deps, config);
  const ask = deps.askPrometheus ?? askAlone;
  const answer = pods.length > 0 ? await ask({ api, queries: config.queries, scope }) : noAnswer;
  const units = unitsOf(answer, queries.perSecond, trackOf);
  const known = new Set(units.map((unit) => unit.key));
  const unseen = pods.filter((pod) => !known.has(pod.name)).map(unseenUnit);
  const result = sinceLastMeasurement(checkpoint, at, [...units, ...unseen]);
  const detail = lacking(config, answer.freshness, trackOf);
  return detail === null ? result : { ...result, measurement: { kind: 'no-data', detail } };
}

type TrackOf = (labels: Record<string, string>) => Omit<Unit, 'counters'> | null;

/** Whose series it is, by its pod and, with a mesh, by its workload. Null for pods that are gone or not ours. */
function classifier(queries: Queries, pods: readonly TrackedPod[], candidate: string): TrackOf {
  const byName = new Map(pods.map((pod) => [pod.name, pod]));
  return (labels) => {
    const name = queries.podLabel === null ? '' : (labels[queries.podLabel] ?? '');
    const pod = byName.get(name);
    if (pod) return { key: pod.name, track: pod.track, createdAt: pod.createdAt };
    const workload = queries.workloadLabel === null ? undefined : labels[queries.workloadLabel];
    if (workload === undefined || name !== '') return null;
    return { key: `workload ${workload}`, track: workload === candidate ? 'candidate' : 'stable', createdAt: null };
  };
}

const noAnswer: PromAnswer = { freshness: [], requests: [], errors: [], durations: [] };

interface Seen extends Unit {
  counters: Counters;
  quantiles: Ready[];
}

/** A bucket, or a quantile that was ready. */
function addDuration({ key, counters: { buckets }, quantiles }: Seen, point: Point, perSecond: number): void {
  const { le, quantile } = point.labels;
  if (quantile !== undefined && le === undefined) {
    const ready = readyOf('Prometheus', quantile, point.value, perSecond);
    if (ready) quantiles.push(ready);
    return;
  }
  if (buckets.length === maxBounds) throw tooManyBounds(`the histogram of ${key}`);
  buckets.push(bucketOf('the histogram', le, counted(point), perSecond));
}

function unitsOf({ requests, errors, durations }: PromAnswer, perSecond: number, trackOf: TrackOf): Unit[] {
  const units = new Map<string, Seen>();
  for (const point of requests) {
    const of = trackOf(point.labels);
    const counters = { id: '', requests: counted(point), errors: 0, buckets: [] };
    if (of) units.set(of.key, { ...of, counters, quantiles: [] });
  }
  for (const point of errors) {
    const unit = units.get(trackOf(point.labels)?.key ?? '');
    if (unit) unit.counters.errors += counted(point);
  }
  for (const point of durations) {
    const unit = units.get(trackOf(point.labels)?.key ?? '');
    if (unit) addDuration(unit, point, perSecond);
  }
  for (const { counters } of units.values()) counters.buckets.sort((a, b) => bound(a.le) - bound(b.le));
  return [...units.values()];
}

/** A pod of which Prometheus knows nothing (yet). */
function unseenUnit(pod: TrackedPod): Unit {
  const counters = pod.running ? null : notStarted;
  return { key: pod.name, track: pod.track, createdAt: pod.createdAt, counters };
}

/** Why there is nothing to judge by although Prometheus answered, or null. */
function lacking(config: PrometheusConfig, freshness: readonly Point[], trackOf: TrackOf): string | null {
  const candidate = freshness.filter((point) => trackOf(point.labels)?.track === 'candidate');
  if (candidate.length === 0) return 'Prometheus has no requests of the new version';
  const ages = candidate.map((point) => (point.at - point.value) * 1000);
  const youngest = ages.reduce((least, age) => Math.min(least, age));
  if (youngest <= config.staleMs) return null;
  return `Prometheus last scraped the new version ${Math.round(youngest / 1000)} s ago`;
}

function scopeOf(target: Target, pods: readonly TrackedPod[]) {
  const { namespace, workload } = target;
  return { namespace, workload: workload.name, candidate: candidateName(target), pods };
}

function apiOf(deps: MetricDeps, config: PrometheusConfig): PromApi {
  const headers = Object.entries(config.headers).map(([name, { env, prefix }]) => {
    const value = deps.secret?.(env);
    if (!value) throw new Error(`the environment variable ${env} (header ${name} for Prometheus) is not set`);
    return [name, `${prefix}${value}`] as const;
  });
  return { http: deps.http, url: config.url, headers: Object.fromEntries(headers), timeoutMs: config.timeoutMs };
}

function counted({ value }: Point): number {
  if (!Number.isFinite(value) || value < 0) throw new Error(`Prometheus has a counter that is ${value}`);
  return value;
}

function bound(le: number | null): number {
  return le ?? Number.POSITIVE_INFINITY;
}
