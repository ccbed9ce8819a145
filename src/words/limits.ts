import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import type { Finding } from '../domain/verdict.ts';
import { duration, latency, ratio, trimmed } from './format.ts';
import { join, nothing, say, type Words } from './words.ts';

/** "1 %", or "500 ms: 2 × 222 ms, next bucket": the limit that was judged, and where it comes from. */
export function limitWords({ metric, limit, stable }: Finding, { target }: Plan): Words {
  if (limit === null) return nothing;
  if (metric === 'errors') return say`${ratio(limit)}`;
  if (stable === null) return say`${latency(limit)}`;
  const { maxLatencyFactor } = target.analysis;
  const promised = maxLatencyFactor * stable;
  const origin = say`${latency(limit)}: ${trimmed(maxLatencyFactor)} × ${latency(stable)}`;
  if (latency(promised) === latency(limit)) return origin;
  return limit > promised ? say`${origin}, next bucket` : say`${origin}, the largest bucket`;
}

/** "Limits: errors ≤ 1 %, p99 ≤ 500 ms: 2 × 222 ms, next bucket": those that the newest verdict goes by; or nothing. */
export function limitsLine({ verdict, plan }: Pick<Release, 'verdict' | 'plan'>): Words {
  const judged = (verdict?.findings ?? []).filter(({ limit }) => limit !== null);
  if (judged.length === 0) return nothing;
  const each = judged.map((finding) => say`${finding.metric} ≤ ${limitWords(finding, plan)}`);
  return say`Limits: ${join(each, ', ')}`;
}

/** " in the last 10 s", where it is not all since the traffic last changed. */
export function lately({ spanMs }: Finding): Words {
  return spanMs === undefined ? nothing : say` in the last ${duration(spanMs)}`;
}

/** Ratio 0 to 1; a dash where there is none. */
export function showRatio(value: number | null): string {
  return value === null ? '–' : ratio(value);
}
