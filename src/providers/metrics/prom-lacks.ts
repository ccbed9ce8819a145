import { totalOf } from '../../analysis/histogram.ts';
import type { NotWatched, Sample } from '../../domain/verdict.ts';
import type { Measured } from './counters.ts';
import type { PrometheusConfig } from './kinds/prometheus.ts';
import { type Telling, unmatched, untoldNotWatched, whyUntold, withoutLabel } from './lacking.ts';
import { durationsLacking, durationsNotWatched, partlyObserved, tellsSlowest } from './lacking-durations.ts';
import type { PromAnswer } from './prom-ask.ts';
import type { Queries } from './prom-queries.ts';
import { durationsOf, durationsSetting } from './prom-templates.ts';
import type { PromUnit, WhoseOf } from './prom-units.ts';
import type { TrackedPod } from './tracks.ts';
import { outcomesBy } from './vocabulary.ts';

/** What an answer is looked at for. */
interface Answered {
  config: PrometheusConfig;
  queries: Queries;
  answer: PromAnswer;
  units: readonly PromUnit[];
  /** What is not watched because Prometheus has nothing of some pods. */
  unread: readonly NotWatched[];
  whoseOf: WhoseOf;
}

type Requests = Pick<Answered, 'queries' | 'answer' | 'whoseOf'>;
type Track = PromUnit['track'];

/** What was measured, or why nothing can be judged by it; and what of it is not watched. */
export function withLacks(measured: Measured, answered: Answered): Measured {
  const { untold, measurement } = measured;
  if (measurement.kind === 'no-data' && measurement.voids) return measured;
  const detail =
    staleness(answered) ??
    whyNoFailures(answered, 'candidate') ??
    whyNoFailures(answered, 'stable') ??
    whyUntoldIn(answered, 'candidate', untold.candidate) ??
    whyUntoldIn(answered, 'stable', untold.stable);
  if (detail !== null) return { ...measured, measurement: { kind: 'no-data', detail } };
  if (measurement.kind !== 'sample') return measured;
  const durations = durationsIn(answered, measurement.sample);
  const notWatched = [...answered.unread, ...fewUntold(answered, untold), ...durations.notWatched];
  const sample = notWatched.length === 0 ? durations.sample : { ...durations.sample, notWatched };
  return { ...measured, measurement: { kind: 'sample', sample } };
}

/** A pod may serve this long (ms) before Prometheus has found and scraped it, and a request has come. */
const unseenMs = 120_000;

/**
 * Pods of the new version that serve and of which Prometheus has nothing. It may be that they got no requests, so this is
 * said, and speaks against no verdict.
 * @param at now (ms since the epoch)
 */
export function unreadIn(pods: readonly TrackedPod[], unseen: readonly TrackedPod[], at: number): NotWatched[] {
  const serving = (all: readonly TrackedPod[]) =>
    all.filter(({ track, ready, createdAt }) => track === 'candidate' && ready && at - (createdAt ?? at) >= unseenMs);
  const [mine, missing] = [serving(pods), serving(unseen)];
  const [first] = missing;
  if (!first || missing.length === mine.length) return [];
  const why = `Prometheus has no requests of ${missing.length} of the ${mine.length} pods of the new version (${first.name})`;
  return [{ query: 'requests', why, partly: true }];
}

/** @param share of the requests of which nothing tells whether they failed, ratio 0 to 1 */
export function whyUntoldIn(answered: Requests, track: Track, share: number): string | null {
  const telling = tellingIn(answered, requestsOf(answered, track));
  return telling && whyUntold(share, telling);
}

/** The same by all that was counted so far. */
export function whyUntoldEver(answered: Requests, track: Track): string | null {
  const { failures } = answered.queries;
  if (failures === null) return null;
  const own = requestsOf(answered, track);
  const outcomeOf = outcomesBy(failures.matches);
  const sumOf = (points: typeof own) => points.reduce((sum, { value }) => sum + value, 0);
  const total = sumOf(own);
  const untold = sumOf(own.filter(({ labels }) => outcomeOf(labels[failures.label] ?? '') === 'untold'));
  return total > 0 ? whyUntoldIn(answered, track, untold / total) : null;
}

function fewUntold(answered: Requests, untold: Measured['untold']): NotWatched[] {
  const telling = tellingIn(answered, answered.answer.requests);
  return telling ? untoldNotWatched(Math.max(untold.candidate, untold.stable), telling) : [];
}

function tellingIn({ queries: { failures, metric } }: Requests, own: PromAnswer['requests']): Telling | null {
  if (failures === null || metric === null) return null;
  const { label } = failures;
  const outcomeOf = outcomesBy(failures.matches);
  const untold = own.map(({ labels }) => labels[label] ?? '').filter((value) => outcomeOf(value) === 'untold');
  const unknown = [...new Set(untold.filter((value) => value !== ''))];
  return { metric, label, series: own.length, untold: untold.length, unknown };
}

function requestsOf({ answer, whoseOf }: Requests, track: Track) {
  return answer.requests.filter(({ labels }) => whoseOf(labels)?.track === track);
}

/** Why there is nothing to judge by although Prometheus answered, or null. */
function staleness({ config, answer, whoseOf }: Answered): string | null {
  const candidate = answer.freshness.filter(({ labels }) => whoseOf(labels)?.track === 'candidate');
  if (candidate.length === 0) return 'Prometheus has no requests of the new version';
  const ages = candidate.map((point) => (point.at - point.value) * 1000);
  const youngest = ages.reduce((least, age) => Math.min(least, age));
  if (youngest <= config.staleMs) return null;
  return `Prometheus last scraped the new version ${Math.round(youngest / 1000)} s ago`;
}

/** A label that no series of a track has, or whose values its pattern cannot match, is not "no failures". */
export function whyNoFailures(answered: Requests, track: Track): string | null {
  const { failures, metric } = answered.queries;
  const own = requestsOf(answered, track);
  if (failures === null || metric === null || own.length === 0) return null;
  const values = own.flatMap(({ labels }) => labels[failures.label] || []);
  if (values.length === 0) return withoutLabel(metric, failures.label, null);
  return unmatched(failures.label, failures.matches, [...new Set(values)]);
}

/** Durations that are asked for and that no page of a version has, though it has requests. */
export function notWatchedIn(answered: Pick<Answered, 'config' | 'units'>): NotWatched[] {
  const { missing, partly, setting } = lacksOf(answered);
  const [why = null] = [missing, partly].flatMap((text) => text ?? []);
  return why === null ? [] : [durationsNotWatched(why, setting)];
}

function durationsIn(answered: Pick<Answered, 'config' | 'units'>, sample: Sample) {
  return durationsLacking(sample, lacksOf(answered));
}

function lacksOf({ config, units }: Pick<Answered, 'config' | 'units'>) {
  const metric = durationsOf(config.queries);
  const setting = durationsSetting(config.queries);
  if (metric === null) return { metric, setting, missing: null, partly: null };
  const name = config.queries.template === 'own' ? 'the query of durations' : metric;
  const tracks = (['candidate', 'stable'] as const).map((track) => units.filter((unit) => unit.track === track));
  const first = (why: (units: readonly PromUnit[]) => string | null) =>
    tracks.flatMap((own) => why(own) ?? [])[0] ?? null;
  return {
    metric: name,
    setting,
    missing: first((own) => lackOf(name, own)),
    partly: first((own) => partlyIn(name, own)),
  };
}

function partlyIn(name: string, units: readonly PromUnit[]): string | null {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const observed = units.flatMap(({ counters }) => Object.values(counters.durations).map(totalOf));
  const requests = units.flatMap(({ counters }) => Object.values(counters.requests));
  return partlyObserved(name, sum(observed), sum(requests));
}

function lackOf(name: string, units: readonly PromUnit[]): string | null {
  const durations = units.flatMap(({ counters }) => Object.values(counters.durations));
  const served = units.some(({ counters }) => Object.values(counters.requests).some((count) => count > 0));
  if (units.length === 0 || (!served && durations.length > 0)) return null;
  if (durations.some((buckets) => totalOf(buckets) > 0)) return null;
  const quantiles = units.flatMap((unit) => unit.quantiles.map(({ q }) => String(q)));
  if (quantiles.some(tellsSlowest)) return null;
  if (durations.length > 0) return `${name} has observed none of the requests that are counted`;
  const has = quantiles.length === 0 ? '' : `, and no quantile 0.99 (only ${[...new Set(quantiles)].join(', ')})`;
  return `Prometheus has no buckets of ${name}${has === '' ? ', and no quantiles' : has}`;
}
