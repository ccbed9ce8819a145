import type { EventOf, FoundAtEnd, ReleaseEvent } from '../domain/events.ts';
import { bringsIn } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { isSoaking, stepIndex } from '../domain/release-state.ts';
import { KubeError } from '../platform/kube.ts';
import { runsInstead } from '../steps/still-in.ts';
import { flagChanged, lookAtFlags } from './flags.ts';
import type { RunContext } from './perform.ts';
import { type Round, save, wait } from './round.ts';

/** How soon (ms) flags are looked at again that could not be read. */
const againMs = 5000;

/**
 * The end of a release, which says what holds from then on: so it is looked at once more. A flag that somebody else has changed
 * is asked about like any other; where people have had their say, it is only told.
 */
export async function endAsFound(context: RunContext, release: Release, finished: EventOf<'finished'>): Promise<Round> {
  if (finished.outcome !== 'succeeded' && finished.outcome !== 'kept') return save(context, release, [finished]);
  const flags = await lookAtFlags(context, release);
  const found: FoundAtEnd = {};
  const told: ReleaseEvent[] = [];
  switch (flags?.kind) {
    case 'unknown':
      if (finished.at < patientUntil(release)) return wait(release, finished.at + againMs);
      found.unseen = flags.detail;
      break;
    case 'flag-changed': {
      const [changed, asked] = flagChanged(release, { at: finished.at, index: stepIndex(release), ...flags });
      if (!isSoaking(release)) return save(context, release, [changed, asked]);
      told.push(changed);
      break;
    }
    case undefined:
      break;
  }
  const runs = await runsOther(context, release);
  return save(context, release, [...told, { ...finished, ...found, ...(runs === undefined ? {} : { runs }) }]);
}

/** Until when (ms since epoch) a flag service that is away is waited for. */
function patientUntil({ done, abort, hold, plan }: Release): number {
  const since = Math.max(done.at(-1)?.endedAt ?? 0, abort?.at ?? 0, hold?.expiresAt ?? 0);
  return since + plan.target.analysis.patienceMs;
}

/**
 * What runs in place of the version that came to stay: its workload is anybody's by then. Undefined where that is still it, or
 * the cluster does not tell.
 */
async function runsOther({ deps }: RunContext, { plan }: Release): Promise<string | null | undefined> {
  if (plan.flag || plan.train || !bringsIn(plan)) return undefined;
  const { target } = plan;
  try {
    return await runsInstead({ kube: deps.clusters(target.cluster), target, plan });
  } catch (error) {
    if (error instanceof KubeError) return undefined;
    throw error;
  }
}
