import type { Finding, Measurement, Sample, Stretch, Verdict } from '../domain/verdict.ts';
import { findingOf, findingsOf } from './findings.ts';
import { judgeLately } from './judge-lately.ts';
import { mostTimes, multipleToDecide, scaled } from './power.ts';
import { wholeLevel } from './rates.ts';
import { oddity, sumSamples } from './samples.ts';
import { signalKinds } from './signals/index.ts';
import type { Watched } from './signals/of-target.ts';

type Blind = { why: 'no-data' | 'query-failed'; detail: string };

/** What there is to judge. */
export interface Seen {
  /** What was measured since the traffic last changed, without `latest`; entries without sample are skipped. */
  window: readonly { sample: Sample | null }[];
  latest: Measurement;
  /** The newest part of the two again, in finer pieces: the oldest first. */
  recent: readonly Stretch[];
}

/**
 * The verdict on the whole since the traffic last changed, and on its most recent stretches. What is already bad
 * stays bad when the source then falls silent; otherwise not knowing comes before too few requests, that before an outage
 * that stable shares, and healthy is last of all. Where no signal is watched, the pods' own state is all there is: healthy.
 */
export function conclude(watched: Watched, { window, latest, recent }: Seen): Verdict {
  const { minRequests } = watched;
  const isVoid = latest.kind === 'no-data' && latest.voids === true;
  const known = isVoid ? [] : window.flatMap(({ sample }) => (sample && !oddity(sample) ? [sample] : []));
  const blind = blindness(latest);
  const samples = !blind && latest.kind === 'sample' ? [...known, latest.sample] : known;
  const whole = findingsOf(watched, samples, wholeLevel);
  const late = isVoid ? [] : judgeLately(watched, recent);
  const culprit = worst([...whole, ...late]);
  const findings = whole.map((finding) => (culprit?.metric === finding.metric ? culprit : doubted(finding, late)));
  if (culprit) return { kind: 'unhealthy', findings, culprit };
  const seen = sumSamples(samples).candidate.requests;
  if (blind) return { kind: 'inconclusive', ...blind, findings, seen, wanted: minRequests };
  const held = latest.kind === 'sample' ? latest.sample.notWatched?.find(({ holds }) => holds) : undefined;
  if (held) return { kind: 'inconclusive', why: 'no-data', detail: held.why, findings, seen, wanted: minRequests };
  if (watched.signals.length === 0) return { kind: 'healthy', findings };
  if (seen < minRequests) return tooFew(minRequests, findings, seen);
  return (
    sharedOutage(minRequests, findings, seen) ??
    tooClose(watched, samples, findings, seen) ??
    unmeasured(minRequests, findings, seen) ?? { kind: 'healthy', findings }
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

function tooFew(wanted: number, findings: Finding[], seen: number): Verdict {
  const detail = `${Math.round(seen)} of ${wanted} requests seen`;
  return { kind: 'inconclusive', why: 'too-few-requests', findings, seen, wanted, detail };
}

/** Both versions are over a limit at the same time: nothing says whose fault it is, or that the candidate is well. */
function sharedOutage(minRequests: number, findings: Finding[], seen: number): Verdict | null {
  const shared = findings.find(({ state }) => state === 'shared');
  if (!shared) return null;
  const whose = shared.flag === undefined ? 'of both versions' : `with ${shared.flag} on and with it off`;
  const detail = `${nameOf(shared)} ${whose} is over the limit`;
  return { kind: 'inconclusive', why: 'both-over-limit', findings, seen, wanted: minRequests, detail };
}

function nameOf({ metric }: Finding): string {
  return signalKinds[metric].words.inSentence;
}

/** Enough requests, but too close to a limit to tell. Findings without limit never hold. */
function tooClose(
  { signals, minRequests }: Watched,
  samples: readonly Sample[],
  findings: Finding[],
  seen: number,
): Verdict | null {
  const close = findings.find(
    ({ state, limit, requests }) => state === 'unsure' && limit !== null && requests >= minRequests,
  );
  const signal = signals.find(({ name }) => name === close?.metric);
  if (!close || !signal) return null;
  const detail = `${nameOf(close)} is too close to the limit to tell`;
  const base = { kind: 'inconclusive', why: 'too-few-requests', findings, seen, detail, close } as const;
  // What only looks odd lately is over, or beyond doubt, a few looks on: there is nothing to reckon from.
  if (close.spanMs !== undefined) return { ...base, wanted: Math.ceil(seen + close.requests) };
  const times = multipleToDecide((factor) => {
    const more = samples.map((sample) => scaled(sample, factor));
    return findingOf(signal, minRequests, more, wholeLevel).state !== 'unsure';
  });
  return { ...base, wanted: Math.ceil(seen * (times ?? mostTimes)), attainable: times !== null };
}

/** Stable shows a signal and the candidate does not, though it serves: its metric is gone, not good. */
function unmeasured(wanted: number, findings: Finding[], seen: number): Verdict | null {
  const gone = findings.filter(({ limit, requests }) => limit !== null && requests === 0);
  const detail = gone.map(({ metric }) => signalKinds[metric].judging.gone).find((words) => words !== null);
  return detail === undefined ? null : { kind: 'inconclusive', why: 'no-data', findings, seen, wanted, detail };
}
