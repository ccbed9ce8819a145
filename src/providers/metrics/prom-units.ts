import { candidateName } from '../../domain/names.ts';
import type { Target } from '../../domain/target.ts';
import type { Bucket } from '../../domain/verdict.ts';
import type { Counters } from './growth.ts';
import { bucketOf, maxBounds, tooManyBounds } from './histograms.ts';
import type { Point } from './prom-api.ts';
import type { PromAnswer } from './prom-ask.ts';
import { pageLabels } from './prom-counters.ts';
import type { Queries } from './prom-queries.ts';
import type { Scope } from './promql.ts';
import { noSeries, type Outcome, outcomeOf, type Series } from './series.ts';
import { seriesId } from './series-id.ts';
import { type Ready, readyOf } from './summaries.ts';
import type { TrackedPod } from './tracks.ts';
import type { Unit } from './unit.ts';
import { remembering } from './where.ts';

/** Whose series it is. */
type Whose = Pick<Unit, 'key' | 'formerKey' | 'page' | 'pod' | 'track' | 'createdAt'> & { restarts: number };
export type WhoseOf = (labels: Readonly<Record<string, string>>) => Whose | null;

/** By its pod and, with a mesh, by its workload. Null for pods that are gone or not ours. */
export function classifier(
  { podLabel, workloadLabel }: Queries,
  pods: readonly TrackedPod[],
  candidate: string,
): WhoseOf {
  const byName = new Map(pods.map((pod) => [pod.name, pod]));
  return (labels) => {
    const name = podLabel === null ? '' : (labels[podLabel] ?? '');
    const pod = byName.get(name);
    const instance = labels[pageLabels.instance];
    const job = labels[pageLabels.job] ?? '';
    if (pod) {
      const { track, createdAt, restarts } = pod;
      const page = instance === undefined ? name : `${name}/${instance}`;
      return { key: `${page} ${job}`, formerKey: `${name} `, page, pod: name, track, createdAt, restarts };
    }
    const workload = workloadLabel === null ? undefined : labels[workloadLabel];
    if (workload === undefined || name !== '') return null;
    const page = `workload/${workload}`;
    const track = workload === candidate ? 'candidate' : 'stable';
    return { key: `${page} `, page, pod: workload, track, createdAt: null, restarts: 0 };
  };
}

export interface PromUnit extends Unit {
  counters: Counters;
  quantiles: Ready[];
  lost: Series;
}

/** What an answer says of each page. Throws, in words, where it has what cannot be. */
export function unitsOf(answer: PromAnswer, { perSecond, failures }: Queries, whoseOf: WhoseOf): PromUnit[] {
  const units = new Map<string, PromUnit>();
  const unitAt = ({ labels }: Point) => units.get(whoseOf(labels)?.key ?? '');
  const outcome = outcomeIn(failures);
  for (const point of answer.requests) {
    const unit = unitAt(point) ?? begun(units, whoseOf(point.labels));
    if (unit) addRequests(unit.counters, point, outcome(point));
  }
  for (const point of answer.errors) {
    const unit = unitAt(point);
    if (unit) unit.counters.failures[seriesId(point.labels)] = counted(point);
  }
  for (const point of answer.durations) {
    const unit = unitAt(point);
    if (unit) addDuration(unit, point, perSecond);
  }
  for (const point of answer.lost) {
    const unit = unitAt(point);
    if (!unit) continue;
    if (point.labels['le'] === undefined) addRequests(unit.lost, point, outcome(point));
    else addBucket(unit.lost, unit.pod, point, perSecond);
  }
  for (const { labels, value } of answer.freshness) {
    const unit = units.get(whoseOf(labels)?.key ?? '');
    if (unit) unit.asOf = Math.max(unit.asOf ?? 0, value * 1000);
  }
  for (const { counters, lost } of units.values()) for (const series of [counters, lost]) sortBuckets(series);
  return [...units.values()];
}

function begun(units: Map<string, PromUnit>, whose: Whose | null): PromUnit | null {
  if (!whose) return null;
  const { restarts, ...of } = whose;
  const counters = { process: { restarts, startedAt: null }, ...emptySeries() };
  const unit: PromUnit = { ...of, counters, quantiles: [], lost: emptySeries() };
  units.set(of.key, unit);
  return unit;
}

function emptySeries(): Series {
  return structuredClone(noSeries);
}

function outcomeIn(failures: Queries['failures']): (point: Point) => Outcome {
  if (failures === null) return () => 'well';
  const failed = remembering(failures.matches);
  return ({ labels }) => outcomeOf(labels[failures.label] ?? '', failed);
}

function addRequests(series: Series, point: Point, outcome: Outcome): void {
  const id = seriesId(point.labels);
  series.requests[id] = counted(point);
  if (outcome !== 'well') series[outcome][id] = counted(point);
}

/** A bucket, or a quantile that was ready. */
function addDuration(unit: PromUnit, point: Point, perSecond: number): void {
  const { le, quantile } = point.labels;
  if (quantile === undefined || le !== undefined) {
    addBucket(unit.counters, unit.pod, point, perSecond);
    return;
  }
  const ready = readyOf('Prometheus', quantile, point.value, perSecond);
  if (ready) unit.quantiles.push(ready);
}

function addBucket({ durations }: Series, pod: string, point: Point, perSecond: number): void {
  const id = seriesId(point.labels, 'le');
  const buckets = durations[id] ?? [];
  durations[id] = buckets;
  if (buckets.length === maxBounds) throw tooManyBounds(`the histogram of ${pod}`);
  buckets.push(bucketOf('the histogram', point.labels['le'], counted(point), perSecond));
}

function sortBuckets({ durations }: Series): void {
  const bound = ({ le }: Bucket) => le ?? Number.POSITIVE_INFINITY;
  for (const buckets of Object.values(durations)) buckets.sort((a, b) => bound(a) - bound(b));
}

function counted({ value }: Point): number {
  if (!Number.isFinite(value) || value < 0) throw new Error(`Prometheus has a counter that is ${value}`);
  return value;
}

/** A pod of which Prometheus knows nothing (yet). */
export function unseenUnit({ name, track, createdAt, running }: TrackedPod): Unit {
  const counters = running ? null : 'not-started';
  return { key: `${name} `, page: name, pod: name, track, createdAt, counters };
}

/** What is asked about. */
export function scopeOf(target: Target, pods: readonly TrackedPod[]): Scope {
  const { namespace, workload } = target;
  return { namespace, workload: workload.name, candidate: candidateName(target), pods };
}
