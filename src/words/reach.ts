import { flagMove, workloadChange } from '../actions/facets.ts';
import { growsInShares, type Plan, versionStays } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { shareWords } from './flags.ts';
import { shareOf } from './traffic.ts';
import { nothing, say, type Words } from './words.ts';

/**
 * How far the new version has come: "25 % of traffic", or "all pods on 2.4.1" once the workload runs it. Empty where
 * Kubernetes is still replacing pods: how many of the requests reach the new ones is not known then.
 */
export function reach(release: Release): Words {
  const { plan, percent, done } = release;
  const flag = flagReach(release);
  if (flag) return flag;
  if (growsInShares(plan) && !versionStays(plan, done.length)) return shareOf(percent, plan);
  return runsAllPods(plan, done) ? say`all pods on ${plan.to.version}` : nothing;
}

/** The same after a verb: " at 25 % of traffic", " with all pods on 2.4.1", or nothing. */
export function atReach(release: Release): Words {
  const words = reach(release);
  if (words.plain === '') return nothing;
  const { plan, done } = release;
  return growsInShares(plan) && !versionStays(plan, done.length) ? say` at ${words}` : say` with ${words}`;
}

/** "new-pricing at 25 %", once the version is in and its flags are on their way; null before. */
function flagReach({ plan, done, step }: Release): Words | null {
  if (!versionStays(plan, done.length)) return null;
  const begun = plan.steps.slice(plan.staysFrom, (step?.index ?? done.length - 1) + 1);
  const last = begun.map(({ action }) => flagMove(action)).findLast((move) => move !== null);
  return last ? say`${last.flag} at ${shareWords(last.share)}` : null;
}

function runsAllPods({ steps, replicas }: Plan, done: Release['done']): boolean {
  const over = new Set(done.map(({ index }) => index));
  return replicas > 0 && steps.every(({ action }, index) => workloadChange(action) === null || over.has(index));
}

/** What runs after a success, as the end of a sentence about the version. */
export function takenOver({ target, replicas, to }: Plan): Words {
  const { service, environment } = target;
  if (replicas === 0) return say`${to.version} is set in ${environment}, where ${service} is scaled to 0`;
  if (target.workload.service === null) return say`${to.version} runs on all pods of ${service} in ${environment}`;
  return say`${to.version} runs in ${environment} and takes all traffic`;
}

/** What runs after a rollback. */
export function takenBack({ target, replicas, from }: Plan): Words {
  if (replicas === 0) return say`${from.version} is set again`;
  return target.workload.service === null ? say`All pods run ${from.version}` : say`All traffic is on ${from.version}`;
}
