import type { AnalysisSettings } from '../domain/target.ts';
import type { Finding, Measurement, Sample, Stretch, Verdict } from '../domain/verdict.ts';
import { judgeLately } from './judge-lately.ts';
import { mostTimes, multipleToDecide, scaled } from './power.ts';
import { wholeLevel } from './rates.ts';
import { oddity, sumSamples } from './samples.ts';
import type { Judge, Measures } from './threshold.ts';

type Blind = { why: 'no-data' | 'query-failed'; detail: string };

/** What there is to judge. */
export interface Watched {
  /** What was measured since the traffic last changed, without `latest`; entries without sample are skipped. */
  window: readonly { sample: Sample | null }[];
  latest: Measurement;
  /** The newest part of the two again, in finer pieces: the oldest first. */
  recent: readonly Stretch[];
  /** What the source measures; with nothing measured, the pods' own state is all there is: healthy. */
  measures: Measures;
}

/**
 * The verdict on the whole since the traffic last changed, and on its most recent stretches, by the given judge. What is
 * already bad stays bad when the source then falls silent; otherwise not knowing comes before too few requests, that
 * before an outage that stable shares, and healthy is last of all.
 */
export function conclude(
  judge: Judge,
  settings: AnalysisSettings,
  { window, latest, recent, measures }: Watched,
): Verdict {
  const known = window.flatMap(({ sample }) => (sample && !oddity(sample) ? [sample] : []));
  const blind = blindness(latest);
  const samples = !blind && latest.kind === 'sample' ? [...known, latest.sample] : known;
  const whole = judge(settings, samples, measures, wholeLevel);
  const late = judgeLately(judge, settings, recent, measures);
  const culprit = worst([...whole, ...late]);
  const findings = whole.map((finding) => (culprit?.metric === finding.metric ? culprit : doubted(finding, late)));
  if (culprit) return { kind: 'unhealthy', findings, culprit };
  const seen = sumSamples(samples).candidate.requests;
  if (blind) return { kind: 'inconclusive', ...blind, findings, seen, wanted: settings.minRequests };
  if (measures.length === 0) return { kind: 'healthy', findings };
  if (seen < settings.minRequests) return tooFew(settings, findings, seen);
  return (
    sharedOutage(settings, findings, seen) ??
    tooClose(judge, settings, samples, findings, seen) ??
    unmeasured(settings, findings, seen) ?? { kind: 'healthy', findings }
  );
}

function blindness(latest: Measurement): Blind | null {
  switch (latest.kind) {
    case 'no-data':
      return { why: 'no-data', detail: latest.detail };
    case 'failed':
      return { why: 'query-failed', detail: latest.detail };
    case 'sample': {
      const odd = oddity(latest.sample);
      return odd === null ? null : { why: 'query-failed', detail: odd };
    }
  }
}

/** The bad finding that is least likely to be chance. */
function worst(findings: readonly Finding[]): Finding | null {
  const bad = findings.filter((finding) => finding.state === 'bad');
  return bad.sort((a, b) => (a.chance ?? 0) - (b.chance ?? 0))[0] ?? null;
}

/** What is good as a whole is open as long as it does not look so lately. */
function doubted(finding: Finding, late: readonly Finding[]): Finding {
  const doubt = late.find(({ metric, state }) => metric === finding.metric && state !== 'bad');
  return finding.state === 'good' && doubt ? doubt : finding;
}

function tooFew(settings: AnalysisSettings, findings: Finding[], seen: number): Verdict {
  const wanted = settings.minRequests;
  const detail = `${Math.round(seen)} of ${wanted} requests seen`;
  return { kind: 'inconclusive', why: 'too-few-requests', findings, seen, wanted, detail };
}

/** Both versions are over a limit at the same time: nothing says whose fault it is, or that the candidate is well. */
function sharedOutage(settings: AnalysisSettings, findings: Finding[], seen: number): Verdict | null {
  const shared = findings.find(({ state }) => state === 'shared');
  if (!shared) return null;
  const detail = `${nameOf(shared)} of both versions is over the limit`;
  return { kind: 'inconclusive', why: 'both-over-limit', findings, seen, wanted: settings.minRequests, detail };
}

function nameOf({ metric }: Finding): string {
  return metric === 'errors' ? 'the error rate' : 'p99';
}

/** Enough requests, but too close to a limit to tell. Findings without limit never hold. */
function tooClose(
  judge: Judge,
  settings: AnalysisSettings,
  samples: readonly Sample[],
  findings: Finding[],
  seen: number,
): Verdict | null {
  const close = findings.find(
    ({ state, limit, requests }) => state === 'unsure' && limit !== null && requests >= settings.minRequests,
  );
  if (!close) return null;
  const detail = `${nameOf(close)} is too close to the limit to tell`;
  const base = { kind: 'inconclusive', why: 'too-few-requests', findings, seen, detail, close } as const;
  // What only looks odd lately is over, or beyond doubt, a few looks on: there is nothing to reckon from.
  if (close.spanMs !== undefined) return { ...base, wanted: Math.ceil(seen + close.requests) };
  const times = multipleToDecide((factor) => {
    const [finding] = judge(
      settings,
      samples.map((sample) => scaled(sample, factor)),
      [close.metric],
      wholeLevel,
    );
    return finding?.state !== 'unsure';
  });
  return { ...base, wanted: Math.ceil(seen * (times ?? mostTimes)), attainable: times !== null };
}

/** Stable shows latencies and the candidate does not, though it serves: its metric is gone, not fast. */
function unmeasured(settings: AnalysisSettings, findings: Finding[], seen: number): Verdict | null {
  const gone = findings.some((finding) => finding.metric === 'p99' && finding.limit !== null && finding.requests === 0);
  if (!gone) return null;
  const detail = 'the new version reports no latencies, the present one does';
  return { kind: 'inconclusive', why: 'no-data', findings, seen, wanted: settings.minRequests, detail };
}
