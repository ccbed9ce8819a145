import { sentToCandidate } from '../actions/facets.ts';
import { signalKinds } from '../analysis/signals/index.ts';
import { signalsOf } from '../analysis/signals/of-target.ts';
import type { Release } from '../domain/release.ts';
import { ofService } from './figures.ts';
import { count, duration, share } from './format.ts';
import { nothing, say, type Words } from './words.ts';

/** What a version that was rolled back has cost its users. */
export interface Harm {
  /** Failed requests of the new version beyond those that it would have had at stable's rate: of the same look, or else of all. */
  requests: number;
  /** From the beginning of the first look with such requests until it had no traffic any more (ms). */
  forMs: number;
  /** The largest share of the traffic that it was given (percent). */
  reach: number;
}

/**
 * Where one version is compared with another; null where errors are not watched, were no more than stable's, or stable served
 * nothing while it was looked at.
 * @param backAt when all traffic was back on stable (ms since the epoch)
 */
export function harmOf({ plan, measured, done, step }: Release, backAt: number): Harm | null {
  const isCounted = signalsOf(plan.target).some(({ name }) => signalKinds[name].words.toll !== undefined);
  if (plan.flag || !isCounted) return null;
  const samples = ofService(measured).flatMap(({ sample }) => sample ?? []);
  const usual = rateOf(samples.flatMap(({ stable }) => stable ?? []));
  if (usual === null) return null;
  const looks = samples.map(({ from, candidate, stable }) => {
    // Where all has moved at once, stable serves nothing by then.
    const rate = (stable && rateOf([stable])) ?? usual;
    return { from, excess: candidate.errors - candidate.requests * rate };
  });
  const requests = Math.round(looks.reduce((sum, { excess }) => sum + excess, 0));
  const first = looks.find(({ excess }) => excess >= 1);
  if (requests < 1 || !first) return null;
  const begun = [...done.map(({ index }) => index), ...(step ? [step.index] : [])];
  const shares = begun.map((index) => sentToCandidate(plan.steps[index]?.action) ?? 0);
  return { requests, forMs: Math.max(0, backAt - first.from), reach: Math.max(0, ...shares) };
}

/** Failed requests of all, 0 to 1; null where there were none. */
function rateOf(all: readonly { requests: number; errors: number }[]): number | null {
  const requests = all.reduce((sum, each) => sum + each.requests, 0);
  return requests === 0 ? null : all.reduce((sum, each) => sum + each.errors, 0) / requests;
}

/** "About 68 requests failed beyond the rate of 2.4.1, within 14 s, at no more than 25 % of the traffic." */
export function harmSentence(release: Release, backAt: number): Words {
  const harm = harmOf(release, backAt);
  if (!harm) return nothing;
  const { requests, forMs, reach } = harm;
  const many = requests === 1 ? say`1 request` : say`${count(requests)} requests`;
  const reached = reach > 0 ? say`, at no more than ${share(reach)} of the traffic` : nothing;
  return say`About ${many} failed beyond the rate of ${release.plan.from.version}, within ${duration(forMs)}${reached}.`;
}
