import { triesCandidate } from '../actions/facets.ts';
import type { Release } from '../domain/release.ts';
import { heldRoute, holdsImage, isSoaking } from '../domain/release-state.ts';
import type { Trouble } from '../domain/verdict.ts';
import { KubeError } from '../platform/kube.ts';
import type { StepContext } from '../steps/step.ts';
import { candidateNow } from './candidate-look.ts';
import { paceMs, type RunContext, stepContext } from './perform.ts';
import { soakNow, stableNow } from './stable-look.ts';
import { couldNotRead, couldRead, restsFrom } from './unread.ts';

/** What the workload that runs the new version says while it is watched. */
export type WorkloadLook =
  /**
   * `lacks`: why it has fewer pods than it was given, in words; null where it has them. `idle`: it is to have none, and
   * that is no harm.
   */
  | { kind: 'serves'; lacks: string | null; idle: boolean }
  /** It can serve nobody, or what serves is not the version that is judged; in words. */
  | { kind: 'lost'; detail: string }
  /** The old version has nobody who could answer its part of the requests; in words. */
  | { kind: 'alone'; detail: string }
  /** Somebody else has put another version in once the release had let go of stable; in words. */
  | { kind: 'replaced'; detail: string }
  | { kind: 'trouble'; trouble: Trouble };

/** Its objects are read this often (ms), or more often in a short bake, and at once where no pod of it is seen. */
const usualPaceMs = 15_000;

/**
 * Looks at the candidate while it gets requests or is tried, or at stable while it is watched with the new version, the wait for its
 * contract included. A few reads for each release that watches.
 * @returns null where it is not time to look, or nobody can tell
 */
export async function lookAtWorkload(
  context: RunContext,
  release: Release,
  { podless }: { podless: boolean },
): Promise<WorkloadLook | null> {
  const { clock } = context.deps;
  const { candidateSeenAt = 0 } = context.lastMeasurement;
  const now = readerFor(release);
  if (now === null || restsFrom(context, 'workload') !== null) return null;
  const atOnce = podless || release.idle;
  if (!atOnce && clock.now() - candidateSeenAt < paceMs(release, usualPaceMs)) return null;
  try {
    const found = await now(stepContext(context, release, false));
    couldRead(context, 'workload');
    context.lastMeasurement = { ...context.lastMeasurement, candidateSeenAt: clock.now() };
    return found;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    couldNotRead(context, 'workload', error.message, error);
    return null;
  }
}

function readerFor(release: Release): ((step: StepContext) => Promise<WorkloadLook>) | null {
  const action = release.plan.steps[release.step?.index ?? -1]?.action;
  if (heldRoute(release) || triesCandidate(action)) return candidateNow;
  if (holdsImage(release)) return stableNow;
  return isSoaking(release) ? soakNow : null;
}
