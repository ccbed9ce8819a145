import { candidateName } from '../../domain/names.ts';
import type { CompareBy, Target } from '../../domain/target.ts';
import type { Bucket } from '../../domain/verdict.ts';
import { noCount } from './float.ts';
import type { Counters } from './growth.ts';
import { bucketOf, maxBounds, tooManyBounds } from './histograms.ts';
import type { Point } from './prom-api.ts';
import type { PromAnswer } from './prom-ask.ts';
import { pageLabels } from './prom-counters.ts';
import type { Queries } from './prom-queries.ts';
import type { Scope } from './promql.ts';
import { noSeries, type Series } from './series.ts';
import { histogramOf } from './series-growth.ts';
import { seriesId } from './series-id.ts';
import { createSides, type SidesRead } from './sides-read.ts';
import { type Ready, readyOf } from './summaries.ts';
import type { TrackedPod } from './tracks.ts';
import type { Unit } from './unit.ts';
import { type Outcome, outcomesBy } from './vocabulary.ts';

/** Whose series it is. */
type Whose = Pick<Unit, 'key' | 'formerKey' | 'page' | 'pod' | 'track' | 'createdAt'> & { restarts: number };
export type WhoseOf = (labels: Readonly<Record<string, string>>) => Whose | null;

/** By its pod and, with a mesh, by its workload. Null for pods that are gone or not ours. */
export function classifier(
  { podLabel, workloadLabel, servers }: Queries,
  pods: readonly TrackedPod[],
  candidate: string,
): WhoseOf {
  const byName = new Map(pods.map((pod) => [pod.name, pod]));
  return (labels) => {
    const name = podLabel === null ? '' : (labels[podLabel] ?? '');
    const pod = byName.get(name);
    const instance = labels[pageLabels.instance];
    const by = [labels[pageLabels.job] ?? '', ...servers.flatMap((label) => labels[label] ?? [])].join(' ');
    if (pod) {
      const { track, createdAt, restarts } = pod;
      const page = instance === undefined ? name : `${name}/${instance}`;
      return { key: `${page} ${by}`, formerKey: `${name} `, page, pod: name, track, createdAt, restarts };
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

/**
 * What an answer says of each page. Throws, in words, where it has what cannot be.
 * @param compareBy the label that tells requests with a flag on; null where none is asked for
 */
export function unitsOf(
  answer: PromAnswer,
  { perSecond, failures }: Queries,
  whoseOf: WhoseOf,
  compareBy: CompareBy | null = null,
): PromUnit[] {
  const units = new Map<string, PromUnit>();
  const sides = createSides(compareBy ?? undefined);
  const unitAt = ({ labels }: Point) => units.get(whoseOf(labels)?.key ?? '');
  const outcome = outcomeIn(failures);
  for (const point of answer.requests) {
    const unit = unitAt(point) ?? begun(units, whoseOf(point.labels));
    if (unit) addRequests(unit.counters, point, outcome(point));
    sides.add(point.labels);
  }
  for (const point of answer.errors) {
    const unit = unitAt(point);
    if (unit) unit.counters.failures[seriesId(point.labels)] = counted(point);
    sides.add(point.labels);
  }
  for (const point of answer.durations) {
    const unit = unitAt(point);
    if (unit) addDuration(unit, point, perSecond);
    sides.addBucket(point.labels);
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
  return [...units.values()].map((unit) => ({ ...unit, counters: { ...unit.counters, ...ownSides(unit, sides) } }));
}

/** Of the sides of all pages those of one: the names of its series are in no other's. */
function ownSides({ counters }: PromUnit, read: SidesRead): Pick<Series, 'sides'> {
  const { sides } = read.all();
  if (!sides) return {};
  const { requests, failures, durations } = counters;
  const ids = [...Object.keys({ ...requests, ...failures }), ...Object.keys(durations).map(histogramOf)];
  return { sides: Object.fromEntries(ids.flatMap((id) => (sides[id] === undefined ? [] : [[id, sides[id]]]))) };
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
  const outcomeOf = outcomesBy(failures.matches);
  return ({ labels }) => outcomeOf(labels[failures.label] ?? '');
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
  const wrong = noCount(value);
  if (wrong !== null) throw new Error(`Prometheus has a counter that is ${wrong}`);
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
