import { signalKinds } from '../analysis/signals/index.ts';
import { limitIn } from '../analysis/signals/of-target.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import type { Finding } from '../domain/verdict.ts';
import { duration } from './format.ts';
import { join, nothing, say, type Words } from './words.ts';

/** "1 %", or "500 ms: 2 × 222 ms, next bucket": the limit that was judged, and where it comes from. */
export function limitWords({ metric, limit, stable }: Finding, { target }: Plan): Words {
  if (limit === null) return nothing;
  return signalKinds[metric].words.limit({ limit, stable }, limitIn(target, metric));
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
