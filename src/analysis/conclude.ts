import type { AnalysisSettings } from '../domain/target.ts';
import type { Finding, Measurement, Sample, Verdict } from '../domain/verdict.ts';
import { requestsToDecide } from './rates.ts';
import { oddity, sumSamples } from './samples.ts';
import type { Judge, Measures } from './threshold.ts';

type Blind = { why: 'no-data' | 'query-failed'; detail: string };

/**
 * The verdict on a window of samples and the newest measurement, by the given judge. What is already bad stays bad
 * when the source then falls silent; otherwise not knowing comes before too few requests, and that before healthy.
 * @param window what was measured since the traffic last changed, without `latest`; entries without sample are skipped
 * @param measures what the source measures; with nothing measured, the pods' own state is all there is: healthy
 */
export function conclude(
  judge: Judge,
  settings: AnalysisSettings,
  window: readonly { sample: Sample | null }[],
  latest: Measurement,
  measures: Measures,
): Verdict {
  const known = window.flatMap(({ sample }) => (sample && !oddity(sample) ? [sample] : []));
  const blind = blindness(latest);
  const samples = !blind && latest.kind === 'sample' ? [...known, latest.sample] : known;
  const findings = judge(settings, samples, measures);
  const culprit = worst(findings);
  if (culprit) return { kind: 'unhealthy', findings, culprit };
  const seen = sumSamples(samples).candidate.requests;
  if (blind) return { kind: 'inconclusive', ...blind, findings, seen, wanted: settings.minRequests };
  if (measures.length === 0) return { kind: 'healthy', findings };
  return tooFew(settings, findings, seen) ?? unmeasured(settings, findings, seen) ?? { kind: 'healthy', findings };
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

/** Fewer than enough requests, or enough of them but too close to a limit to tell. Findings without limit never hold. */
function tooFew(settings: AnalysisSettings, findings: Finding[], seen: number): Verdict | null {
  const base = { kind: 'inconclusive', why: 'too-few-requests', findings, seen } as const;
  const wanted = settings.minRequests;
  if (seen < wanted) return { ...base, wanted, detail: `${seen} of ${wanted} requests seen` };
  const close = findings.find(
    (finding) => finding.state === 'unsure' && finding.limit !== null && finding.requests >= wanted,
  );
  if (!close) return null;
  const what = close.metric === 'errors' ? 'the error rate' : 'p99';
  return { ...base, wanted: requestsToDecide(close), detail: `${what} is too close to its limit to tell` };
}

/** Stable shows latencies and the candidate does not, though it serves: its metric is gone, not fast. */
function unmeasured(settings: AnalysisSettings, findings: Finding[], seen: number): Verdict | null {
  const gone = findings.some((finding) => finding.metric === 'p99' && finding.limit !== null && finding.requests === 0);
  if (!gone) return null;
  const detail = 'the new version reports no latencies, the present one does';
  return { kind: 'inconclusive', why: 'no-data', findings, seen, wanted: settings.minRequests, detail };
}
