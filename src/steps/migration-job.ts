import { plannedMoves } from '../domain/configuration-moves.ts';
import type { JobWork } from '../domain/job-work.ts';
import type { MigrationPhase } from '../domain/migration.ts';
import { annotations, labels, migrationJob } from '../domain/names.ts';
import { undoAll, undoOf } from '../domain/plan.ts';
import { fencedCreate, fencedWrite } from '../platform/kube/fence.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { releaseVariable } from '../workloads/job/pod-state.ts';
import { jobKind, started, stateOfJob } from '../workloads/job/state.ts';
import { jobOf } from '../workloads/job/template.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { backupId } from './backup-errand.ts';
import { withNames } from './configuration-names.ts';
import { stateNow } from './job-state.ts';
import { runnableOf } from './job-template.ts';
import { goneJob, runsAgain } from './migration-gone.ts';
import {
  begunJob,
  foreignJob,
  goesAfterS,
  isOwnJob,
  outOfTheWay,
  removedToRepeat,
  runningJob,
  titleOfJob,
} from './own-job.ts';
import { lookAgainMs, type StepContext, type StepOutcome, wait } from './step.ts';

/** A Job of this release that has ended. */
export interface Ended {
  job: KubeObject;
  /** Null where it has succeeded; else what Kubernetes says. */
  failed: string | null;
}

/**
 * Has the Job of a phase run to its end. A Job is made once: whoever comes after a crash finds it by its name, or in the log
 * where it is gone. It is made suspended and started by a second write, which its resourceVersion guards: a worker that was
 * taken over meanwhile, even by the end of the release, starts nothing. In between, the log learns that it may run.
 * @returns the Job once it has ended, or what the step comes to until then
 */
export async function ranJob(context: StepContext, phase: MigrationPhase, work: JobWork): Promise<Ended | StepOutcome> {
  const there = await context.kube.get(jobRef(context, phase));
  if (there === null) return goneJob(context, phase, work) ?? makeJob(context, phase, work);
  if (!isOwnJob(context, there))
    return looksOnly(phase) ? outOfTheWay(context, jobRef(context, phase), there) : foreignJob(there);
  const state = await stateNow(context, there);
  switch (state.kind) {
    case 'suspended':
      if (!isKnown(context, there)) return begunJob(there);
      await fencedWrite(context.kube, jobRef(context, phase), context.fence, started);
      return wait(`${titleOfJob(there)} to start`);
    case 'running':
      return isKnown(context, there) ? runningJob(context, there) : begunJob(there);
    case 'succeeded':
      return { job: there, failed: null };
    case 'failed':
      if (state.lost && runsAgain(context, phase, work)) return removedToRepeat(context, jobRef(context, phase), there);
      return { job: there, failed: state.why };
  }
}

function isKnown({ begun }: StepContext, job: KubeObject): boolean {
  return begun.some(({ uid }) => uid === job.metadata.uid);
}

/** What only looks runs at once: it can do no harm, whoever has made it. */
function looksOnly(phase: MigrationPhase): boolean {
  return phase === 'dryRunAhead' || phase === 'contractDryRun';
}

/** The Job of a phase where this release has made one. */
export async function ownJob(context: StepContext, phase: MigrationPhase): Promise<KubeObject | null> {
  const job = await context.kube.get(jobRef(context, phase));
  return job && isOwnJob(context, job) ? job : null;
}

export function jobRef({ target }: Pick<StepContext, 'target'>, phase: MigrationPhase): ObjectRef {
  return { ...jobKind, namespace: target.namespace, name: migrationJob(target, phase) };
}

async function makeJob(context: StepContext, phase: MigrationPhase, work: JobWork): Promise<StepOutcome> {
  const { kube, target, fence, plan, kept } = context;
  // Before anything has begun, the copies of the configuration are not there yet.
  const moves = kept || phase === 'dryRunAhead' ? [] : plannedMoves(plan);
  const configured = (stable: KubeObject) => withNames(context, stable, moves);
  const runnable = await runnableOf({ kube, target, to: plan.to.image, configured }, work);
  if (typeof runnable === 'string') return { kind: 'fail', detail: runnable };
  const other = await othersJob(context, target.migration?.database ?? '');
  if (other) return { kind: 'retry', error: other, ms: lookAgainMs };
  const job = jobOf(runnable.template, {
    name: migrationJob(target, phase),
    namespace: target.namespace,
    labels: labelsOf(context),
    annotations: { [annotations.undo]: JSON.stringify(kept ? undoOf(plan, plan.steps.length) : undoAll(plan)) },
    container: runnable.container,
    image: runnable.image,
    command: work.command,
    env: environmentOf(context),
    deadlineMs: work.deadlineMs,
    ...(looksOnly(phase) && { goesAfterS }),
  });
  return begunJob(await fencedCreate(kube, job, fence));
}

function environmentOf(context: StepContext): Record<string, string> {
  const { from, to } = context.plan;
  const backup = backupId(context);
  return {
    [releaseVariable]: context.release,
    SLUICE_FROM: from.version,
    SLUICE_TO: to.version,
    ...(backup !== null && { SLUICE_BACKUP: backup }),
  };
}

function labelsOf({ release, target }: StepContext): Record<string, string> {
  return {
    [labels.release]: release,
    [labels.database]: target.migration?.database ?? '',
  };
}

/** A Job of another release that still changes the database: Redis may have lost its lock. In words; null where none does. */
async function othersJob({ kube, target, release }: StepContext, database: string): Promise<string | null> {
  const jobs = await kube.list(jobKind, target.namespace, labelText({ [labels.database]: database }));
  const running = jobs.find(
    (job) => job.metadata.labels?.[labels.release] !== release && stateOfJob(job).kind === 'running',
  );
  return running
    ? `${titleOfJob(running)} of release ${running.metadata.labels?.[labels.release]} still changes database ${database}`
    : null;
}
