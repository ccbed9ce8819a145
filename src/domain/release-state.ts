import {
  facetsOf,
  flagMove,
  mayTakeAway,
  restMs,
  setsImage,
  soakMs,
  startsIn,
  watches,
  workloadChange,
} from '../actions/facets.ts';
import { migrationJob } from './names.ts';
import { bringsIn, contractFrom, soakOf, versionStays } from './plan.ts';
import type { Phase, Release } from './release.ts';
import type { Route } from './route.ts';
import { childIn, hasBrought } from './train.ts';

/** The step that the release is at: the running one, or the next to start. */
export function stepIndex(release: Release): number {
  return release.step?.index ?? release.done.length;
}

/** A step has been started: from then on something may have been changed. */
export function hasBegun({ step, done }: Release): boolean {
  return step !== null || done.length > 0;
}

/** True while the release can still change the cluster or be decided on. */
export function isLive(release: Release): boolean {
  return release.phase.kind !== 'ended';
}

/** The step that runs is one that only watches. */
export function isBaking({ step, plan }: Release): boolean {
  return step !== null && watches(plan.steps[step.index]?.action);
}

/** Nothing is being changed: the step that runs only watches, or none runs, as where it was paused between two. */
export function isStill(release: Release): boolean {
  return release.step === null || isBaking(release) || isSoaking(release) || isResting(release);
}

/**
 * Whether the version is watched now: by the step that runs, or, where a person keeps the next one from starting, as it
 * was by the last.
 */
export function isWatched({ step, plan, done, paused, hold }: Release): boolean {
  if (step) return plan.steps[step.index]?.watched ?? false;
  const last = done.at(-1);
  return (paused !== null || hold !== null) && last !== undefined && (plan.steps[last.index]?.watched ?? false);
}

/** What the candidate gets of the requests, where the present step, if one runs, neither writes it nor takes it back; else null. */
export function heldRoute({ route, step, plan, phase }: Release): Route | null {
  const action = plan.steps[step?.index ?? -1]?.action;
  return phase.kind === 'running' && !(action && facetsOf(action).share) ? route : null;
}

/** That pods are lacking is told once, however the cluster words it from then on, and that they are there again. */
export function isNewLack({ lacking }: Release, detail: string | null): boolean {
  return (lacking === null) !== (detail === null);
}

/** The workload has got the image, and now only watching goes on. Once its marks are gone, it is the release's no more. */
export function holdsImage(release: Release): boolean {
  const { done, plan, phase } = release;
  if (phase.kind !== 'running' || !isStill(release)) return false;
  const over = done.flatMap(({ index }) => plan.steps[index]?.action ?? []);
  return over.some(setsImage) && !over.some((action) => mayTakeAway(action, 'workload marks'));
}

/** Nothing runs that could be watched, and nothing else waits for its figures: a feature flag does. */
export function isIdle(release: Release): boolean {
  const { idle = false, plan } = release;
  return idle && !plan.steps.slice(stepIndex(release)).some(({ action }) => flagMove(action) !== null);
}

/** All that brings the new version in is done, so that it stays: going back takes back only what came after it. */
export function isKept({ plan, done, phase, kept }: Pick<Release, 'plan' | 'done' | 'phase' | 'kept'>): boolean {
  switch (phase.kind) {
    case 'queued':
    case 'awaiting-approval':
    case 'running':
      return versionStays(plan, done.length);
    case 'rolling-back': {
      if (phase.undo.some((action) => workloadChange(action) !== null)) return false;
      return hasLost(phase) ? contractFrom(plan) !== null : versionStays(plan, done.length);
    }
    case 'ended':
      return kept ?? versionStays(plan, done.length);
  }
}

/** It goes back, or went, since its log has lost entries: then its undo says what was to stay, and not how far it was. */
function hasLost(phase: Phase): boolean {
  if (phase.kind !== 'rolling-back' && phase.kind !== 'ended') return false;
  return phase.cause?.code === 'log-lost' || phase.cause?.code === 'contract-unknown';
}

/** Its version is in, and it waits before it takes away from the database what only the version before used. */
export function isSoaking(release: Release): boolean {
  return release.phase.kind === 'running' && soakMs(release.plan.steps[stepIndex(release)]?.action) !== null;
}

/** A train lets time pass between two of its releases. */
export function isResting({ step, plan }: Release): boolean {
  return step !== null && restMs(plan.steps[step.index]?.action) !== null;
}

/** A train is to start releases, and none is under way that has limits of its own: all that it has begun here are in. */
export function isAboutToStart({ step, plan, children = [] }: Release): boolean {
  const places = startsIn(plan.steps[step?.index ?? -1]?.action);
  const begun = places.flatMap((place) => childIn(children, place, true) ?? childIn(children, place, false) ?? []);
  return begun.length < places.length && begun.every(hasBrought);
}

/** Its version is in, and its contract has not begun: the version before could still work with the database. */
export function waitsForContract(release: Release): boolean {
  const at = contractFrom(release.plan);
  return at !== null && release.done.length >= at && release.phase.kind === 'running' && !hasContracted(release);
}

/** In a long wait for the contract, as many looks as this are enough, and the log is not filled with them. */
const looksPerSoak = 240;

/** How long after one measurement the next is due, in ms. */
export function measureEveryMs(release: Release): number {
  const { intervalMs } = release.plan.target.analysis;
  return isSoaking(release) ? Math.max(intervalMs, soakOf(release.plan) / looksPerSoak) : intervalMs;
}

/** Its contract may have run: what only the version before used may be gone from the database. */
export function hasContracted(release: Release): boolean {
  const { plan, done, phase, begun = [] } = release;
  const at = contractFrom(plan);
  if (hasLost(phase) && isKept(release)) return at !== null;
  const job = migrationJob(plan.target, 'contract');
  return at !== null && (done.some(({ index }) => index > at) || begun.some((each) => each.job === job));
}

/** It has ended, and the version that it released runs: whatever became of its feature flags. */
export function broughtIn({ phase, plan }: Pick<Release, 'phase' | 'plan'>): boolean {
  return (
    !plan.flag &&
    bringsIn(plan) &&
    phase.kind === 'ended' &&
    (phase.outcome === 'succeeded' || phase.outcome === 'kept')
  );
}

/** By which another service knows the backup that it has made for the release; null where there is none. */
export function backupOf({ calls }: Release): string | null {
  const answer = calls?.backup?.answer;
  return answer?.state === 'complete' ? answer.id : null;
}
