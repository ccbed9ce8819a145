import { mayLeave } from '../actions/facets.ts';
import type { ActionOf } from '../actions/index.ts';
import { plannedMoves } from '../domain/configuration-moves.ts';
import type { JobWork } from '../domain/job-work.ts';
import { annotations, labels, smokeJob } from '../domain/names.ts';
import { undoAll } from '../domain/plan.ts';
import { testsByJob } from '../domain/tests-of.ts';
import { fencedCreate } from '../platform/kube/fence.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { releaseVariable } from '../workloads/job/pod-state.ts';
import { jobKind } from '../workloads/job/state.ts';
import { jobOf } from '../workloads/job/template.ts';
import { readCandidate } from '../workloads/of-target.ts';
import { withNames } from './configuration-names.ts';
import { endedJob, readLog, whyFailed } from './job-log.ts';
import { stateNow } from './job-state.ts';
import { runnableOf } from './job-template.ts';
import {
  begunJob,
  goesAfterS,
  isOwnJob,
  outOfTheWay,
  removedToRepeat,
  removeJob,
  runningJob,
  titleOfJob,
} from './own-job.ts';
import { type PreviewAddress, previewAddress } from './preview-address.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

/** How often the Job is made at most, where it goes before anybody saw its end. */
const mostRuns = 3;

/**
 * A Job tests the candidate. It only looks, so that it runs at once, may run again, and is gone once it has ended. It belongs
 * to the candidate besides: whatever becomes of Sluice, it goes with that.
 */
export const testByJob: StepRunner<ActionOf<'smoke.job'>> = async (context, { work }) => {
  const ref = refOf(context);
  const there = await context.kube.get(ref);
  if (there === null) return gone(context) ?? makeJob(context, work);
  if (!isOwnJob(context, there)) return outOfTheWay(context, ref, there);
  const known = runsOf(context).find(({ uid }) => uid === there.metadata.uid);
  if (!known) return begunJob(there);
  const state = await stateNow(context, there);
  switch (state.kind) {
    case 'suspended':
    case 'running':
      return runningJob(context, there);
    case 'succeeded':
      return ended(context, there, { failed: null, told: known.succeeded !== null });
    case 'failed':
      return state.lost && mayRepeat(context)
        ? removedToRepeat(context, ref, there)
        : ended(context, there, { failed: state.why, told: known.succeeded !== null });
  }
};

/** It goes once the log has its end, so that no other is made in its place. */
async function ended(
  context: StepContext,
  job: KubeObject,
  { failed, told }: { failed: string | null; told: boolean },
): Promise<StepOutcome> {
  const seen = endedJob({ job, failed }, await readLog(context, job, false));
  if (!told) return { kind: 'wait', ms: 0, what: `${titleOfJob(job)} to be told of`, ended: seen };
  await removeJob(context, refOf(context), job);
  return failed === null ? done('') : { kind: 'fail', detail: whyFailed(seen, failed) };
}

/** What the log knows of a Job that is not there; null where one is to be made. */
function gone(context: StepContext): StepOutcome | null {
  const last = runsOf(context).at(-1);
  if (last?.succeeded === true) return done('');
  if (last?.succeeded === false) return { kind: 'fail', detail: `Job ${last.job} has failed, and is gone` };
  if (!last || mayRepeat(context)) return null;
  return { kind: 'fail', detail: `Job ${last.job} was gone ${mostRuns} times before anybody saw its end` };
}

function mayRepeat(context: StepContext): boolean {
  return runsOf(context).length < mostRuns;
}

function runsOf({ begun, target }: StepContext): StepContext['begun'] {
  return begun.filter(({ job }) => job === smokeJob(target));
}

async function makeJob(context: StepContext, work: JobWork): Promise<StepOutcome> {
  const { kube, target, fence, plan } = context;
  const [address, candidate] = await Promise.all([previewAddress(context), readCandidate(kube, target)]);
  if (!address || !candidate) return wait('the candidate and its Service');
  const configured = (stable: KubeObject) => withNames(context, stable, plannedMoves(plan));
  const runnable = await runnableOf({ kube, target, to: plan.to.image, configured }, work);
  if (typeof runnable === 'string') return { kind: 'fail', detail: runnable };
  const job = jobOf(runnable.template, {
    name: smokeJob(target),
    namespace: target.namespace,
    labels: { [labels.release]: context.release, [labels.workload]: target.workload.name },
    annotations: { [annotations.undo]: JSON.stringify(undoAll(plan)) },
    container: runnable.container,
    image: runnable.image,
    command: work.command,
    env: environmentOf(context, address),
    deadlineMs: work.deadlineMs,
    goesAfterS,
    owner: candidate.object,
  });
  return begunJob(await fencedCreate(kube, job, fence));
}

function environmentOf({ release, plan }: StepContext, { host, port }: PreviewAddress): Record<string, string> {
  return {
    [releaseVariable]: release,
    SLUICE_FROM: plan.from.version,
    SLUICE_TO: plan.to.version,
    SLUICE_PREVIEW_HOST: host,
    SLUICE_PREVIEW_PORT: String(port),
  };
}

/** The Job that this release has made and that is still there, by its name; empty where there is none. */
export async function smokeJobLeft(context: StepContext): Promise<string[]> {
  const job = await leftJob(context);
  return job ? [`Job ${job.metadata.name}`] : [];
}

export async function removeSmokeJob(context: StepContext): Promise<void> {
  const job = await leftJob(context);
  if (job) await removeJob(context, refOf(context), job);
}

/** Whether this release may have made one, or another of the service: so that nobody looks for Jobs who needs none. */
async function leftJob(context: StepContext): Promise<KubeObject | null> {
  const { plan, target, kube } = context;
  const may = testsByJob(target) || plan.steps.some(({ action }) => mayLeave(action, 'smoke job'));
  const job = may ? await kube.get(refOf(context)) : null;
  return job && isOwnJob(context, job) ? job : null;
}

function refOf({ target }: StepContext): ObjectRef {
  return { ...jobKind, namespace: target.namespace, name: smokeJob(target) };
}
