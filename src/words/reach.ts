import type { FlagMove } from '../actions/action.ts';
import { flagMove, workloadChange } from '../actions/facets.ts';
import { type FlagState, shareOn } from '../domain/flag.ts';
import { flagNow, flagsMoved } from '../domain/flag-moves.ts';
import { type FlagSubject, standsAt } from '../domain/flag-wish.ts';
import { onlyTries, type Plan, runsBeside, versionStays } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { byWeight } from '../domain/route.ts';
import { versionOf } from '../domain/version.ts';
import { flagAt, shareWords, wishWords } from './flags.ts';
import { routeWords } from './traffic.ts';
import { trainReach } from './train.ts';
import { trainCame } from './train-title.ts';
import { nothing, say, type Words } from './words.ts';

/**
 * How far the new version has come: "25 % of traffic", or "all pods on 2.4.1" once the workload runs it. Empty where
 * Kubernetes is still replacing pods: how many of the requests reach the new ones is not known then.
 */
export function reach(release: Release): Words {
  const { plan, done } = release;
  if (plan.train) return trainReach(release);
  const flag = flagReach(release);
  if (flag) return flag;
  if (runsBeside(plan) && !versionStays(plan, done.length)) return routeWords(release.route ?? byWeight(0), plan);
  return runsAllPods(release) ? say`all pods on ${plan.to.version}` : nothing;
}

/** The same after a verb: " at 25 % of traffic", " with all pods on 2.4.1", or nothing. */
export function atReach(release: Release): Words {
  const words = reach(release);
  if (words.plain === '') return nothing;
  return hasShare(release) ? say` at ${words}` : say` with ${words}`;
}

/** A share of the traffic says best how far the new version has come; 0 % where it gets no requests yet. */
export function hasShare({ plan, done, route }: Release): boolean {
  return runsBeside(plan) && !versionStays(plan, done.length) && (route === null || route.kind === 'weight');
}

/** "new-pricing at 25 %", once the version is in and its flags are on their way; null before. */
function flagReach(release: Release): Words | null {
  const { plan, done, step, flagFound } = release;
  if (!versionStays(plan, done.length)) return null;
  // Others have changed it: the question says how it stands now.
  if (flagFound) return nothing;
  const begun = plan.steps.slice(plan.staysFrom, (step?.index ?? done.length - 1) + 1);
  const last = begun.map(({ action }) => flagMove(action)).findLast((move) => move !== null);
  const members = last?.change?.kind === 'set' ? last.change.segments : undefined;
  if (last && members) return say`${last.flag} for ${members.join(', ')}`;
  const state = last ? flagNow(release, last.flag) : null;
  if (plan.flag) return say`${last ? flagAt(plan.flag, shareNow(plan.flag, last, state)) : plan.from.version}`;
  return last ? say`${last.flag} at ${shareWords(state ? shareOn(state) : last.share)}` : null;
}

/** In the terms of what was asked. */
function shareNow({ to }: FlagSubject, { share }: FlagMove, state: FlagState | null): number | null {
  if (state) return standsAt(state, to);
  return to.kind === 'share' ? share : to.percent;
}

function runsAllPods({ plan: { steps, replicas }, done, idle }: Release): boolean {
  const over = new Set(done.map(({ index }) => index));
  return (
    replicas > 0 && !idle && steps.every(({ action }, index) => workloadChange(action) === null || over.has(index))
  );
}

/** What runs after a success, as the end of a sentence about the version. */
export function takenOver(release: Release): Words {
  const { plan, idle, phase } = release;
  const { target, replicas, to, flag } = plan;
  const { service, environment } = target;
  if (plan.train) return trainCame(plan);
  if (flag)
    return say`${flag.flag} of ${service} is ${standing(release, flag)} in ${environment}${changedSince(release)}`;
  if (onlyTries(plan)) return goneAgain(plan);
  if (phase.kind === 'ended' && phase.runs !== undefined) return runsInstead(phase.runs, plan);
  if (replicas === 0 || idle) return say`${to.version} is set in ${environment}, where ${service} is scaled to 0`;
  if (target.workload.service === null) return say`${to.version} runs on all pods of ${service} in ${environment}`;
  return say`${to.version} runs in ${environment} and takes all traffic`;
}

/** What runs after a version was only looked at. */
function goneAgain({ target, from, to }: Plan): Words {
  return say`${from.version} still runs in ${target.environment} and takes all traffic; nothing runs ${to.version}, which only got copies of requests`;
}

/** What runs after a rollback. */
export function takenBack({ plan, idle }: Release): Words {
  const { target, replicas, from } = plan;
  if (replicas === 0 || idle) return say`${from.version} is set again`;
  return target.workload.service === null ? say`All pods run ${from.version}` : say`All traffic is on ${from.version}`;
}

/** Somebody has put another version there once the release had let go of it. @param runs its image; null where nothing runs */
export function runsInstead(runs: string | null, { target, to }: Pick<Plan, 'target' | 'to'>): Words {
  const { service, environment } = target;
  if (runs === null) return say`${service} in ${environment} is gone: somebody has removed what ran ${to.version}`;
  const { version } = versionOf(runs);
  const name = version === to.version ? runs : version;
  return say`${name} runs in ${environment}: somebody has put it in place of ${to.version}`;
}

/** "at 25 %", "off", "archived": as it was last seen. */
function standing(release: Release, { flag, to }: FlagSubject): string {
  const state = flagNow(release, flag);
  if (state?.stands === 'archived') return 'archived';
  if (state?.stands === 'absent') return 'deleted';
  const percent = state === null ? to.percent : state.enabled ? standsAt(state, to) : 0;
  const words = state?.enabled === false ? 'off' : wishWords(to, percent);
  return words === 'off' ? words : `at ${words}`;
}

/** ", changed by ren", or nothing. */
function changedSince(release: Release): Words {
  const by = flagsMoved(release)[0]?.by ?? null;
  return by === null ? nothing : say`, changed by ${by}`;
}
