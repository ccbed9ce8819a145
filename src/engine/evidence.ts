import { givesTrafficBack } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { PodEvidence } from '../domain/evidence.ts';
import type { Release } from '../domain/release.ts';
import type { Trouble } from '../domain/verdict.ts';
import { KubeError } from '../platform/kube.ts';
import { within } from '../platform/within.ts';
import { routerTraits } from '../providers/routing.ts';
import { readPodEvidence } from '../steps/pod-evidence.ts';
import type { RunContext } from './perform.ts';
import { type Round, save } from './round.ts';

/** Users may be waiting for the way back: no log is worth more than this to them (ms). */
const patienceMs = 1000;

/** What is wrong with the workload itself names no pod. */
const podless: readonly Trouble['code'][] = ['progress-deadline', 'pods-refused'];

/**
 * The last words of the pod that sent the release back, in the log before an action of the way back may take that pod away;
 * what gives users back their old version and leaves the pods comes first.
 * @returns null where there is nothing to be read now
 */
export async function evidenceFirst(context: RunContext, release: Release, action: Action): Promise<Round | null> {
  const { phase, evidence } = release;
  const trouble = phase.kind === 'rolling-back' ? phase.cause.trouble : null;
  if (!trouble || evidence || podless.includes(trouble.code) || leavesPods(release, action)) return null;
  const { clock } = context.deps;
  const read = (await readInTime(context, release, trouble)) ?? unread(trouble);
  return save(context, release, [{ type: 'evidence.read', at: clock.now(), evidence: read }]);
}

/** Without a router the share is that of the pods: those of the candidate then go with its traffic. */
function leavesPods({ plan }: Release, action: Action): boolean {
  return givesTrafficBack(action) && routerTraits(plan.target)?.precision !== 'pods';
}

async function readInTime({ deps }: RunContext, { plan }: Release, { pod }: Trouble): Promise<PodEvidence | null> {
  const { target } = plan;
  try {
    return await within(patienceMs, readPodEvidence({ kube: deps.clusters(target.cluster), target }, pod), null);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    deps.log.info({ error: error.message }, 'the pod that failed cannot be read');
    return null;
  }
}

/** Asked once: what cannot be had now is gone with the pod. */
function unread({ pod }: Trouble): PodEvidence {
  return { pod, container: null, log: [], events: [] };
}
