import { plannedMoves } from '../domain/configuration-moves.ts';
import type { MigrationPhase, MigrationWork } from '../domain/migration.ts';
import { annotations, labels, migrationJob } from '../domain/names.ts';
import { undoAll, undoOf } from '../domain/plan.ts';
import { fencedCreate, fencedWrite } from '../platform/kube/fence.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { releaseVariable } from '../workloads/job/pod-state.ts';
import { jobKind, started, stateOfJob } from '../workloads/job/state.ts';
import { jobOf } from '../workloads/job/template.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { withNames } from './configuration-names.ts';
import { goneJob, runsAgain } from './migration-gone.ts';
import { backupId } from './migration-hook.ts';
import { heldUp, stateNow } from './migration-state.ts';
import { runnableOf } from './migration-template.ts';
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
export async function ranJob(
  context: StepContext,
  phase: MigrationPhase,
  work: MigrationWork,
): Promise<Ended | StepOutcome> {
  const there = await context.kube.get(jobRef(context, phase));
  if (there === null) return goneJob(context, phase, work) ?? makeJob(context, phase, work);
  if (!isOwnJob(context, there)) return looksOnly(phase) ? outOfTheWay(context, phase, there) : foreign(there);
  const state = await stateNow(context, there);
  switch (state.kind) {
    case 'suspended':
      if (!isKnown(context, there)) return toStart(there);
      await fencedWrite(context.kube, jobRef(context, phase), context.fence, started);
      return wait(`${title(there)} to start`);
    case 'running':
      return isKnown(context, there) ? running(context, there) : toStart(there);
    case 'succeeded':
      return { job: there, failed: null };
    case 'failed':
      if (state.lost && runsAgain(context, phase, work)) return removedToRepeat(context, phase, there);
      return { job: there, failed: state.why };
  }
}

async function running(context: StepContext, job: KubeObject): Promise<StepOutcome> {
  const held = await heldUp(context, job);
  if (held === null) return wait(`${title(job)} to finish`);
  return { kind: 'retry', error: `${title(job)} does not start: ${held}`, ms: lookAgainMs };
}

/** The log is to have it before it is started. */
function toStart(job: KubeObject): StepOutcome {
  const begun = { job: job.metadata.name, uid: job.metadata.uid ?? '' };
  return { ...wait(`${title(job)} to start`), begun };
}

function isKnown({ begun }: StepContext, job: KubeObject): boolean {
  return begun.some(({ uid }) => uid === job.metadata.uid);
}

/** What only looks runs at once: it can do no harm, whoever has made it. */
function looksOnly(phase: MigrationPhase): boolean {
  return phase === 'dryRunAhead' || phase === 'contractDryRun';
}

/** Where nobody removes such a Job, as when its release ends meanwhile, the cluster does, this long (s) after its end. */
const goesAfterS = 600;

/** What an earlier release of the service has left of its own look goes before this one. */
async function outOfTheWay(context: StepContext, phase: MigrationPhase, job: KubeObject): Promise<StepOutcome> {
  const isOurs = job.metadata.labels?.[labels.release] !== undefined && context.fence.seals.holds(job);
  return isOurs ? removedToRepeat(context, phase, job) : foreign(job);
}

/** A Job whose pod its node has lost goes, so that another can be made of it. */
async function removedToRepeat(context: StepContext, phase: MigrationPhase, job: KubeObject): Promise<StepOutcome> {
  const { uid } = job.metadata;
  await context.fence.confirm();
  await context.kube.remove(jobRef(context, phase), uid ? { uid } : {});
  return wait(`${title(job)} to go, so that it can run again`);
}

/** The Job of a phase where this release has made one. */
export async function ownJob(context: StepContext, phase: MigrationPhase): Promise<KubeObject | null> {
  const job = await context.kube.get(jobRef(context, phase));
  return job && isOwnJob(context, job) ? job : null;
}

export function jobRef({ target }: Pick<StepContext, 'target'>, phase: MigrationPhase): ObjectRef {
  return { ...jobKind, namespace: target.namespace, name: migrationJob(target, phase) };
}

/** Sluice has made it, for this release: a label alone says nothing. */
function isOwnJob({ release, fence }: StepContext, job: KubeObject): boolean {
  return job.metadata.labels?.[labels.release] === release && fence.seals.holds(job);
}

async function makeJob(context: StepContext, phase: MigrationPhase, work: MigrationWork): Promise<StepOutcome> {
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
  return toStart(await fencedCreate(kube, job, fence));
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
    ? `${title(running)} of release ${running.metadata.labels?.[labels.release]} still changes database ${database}`
    : null;
}

function foreign(job: KubeObject): StepOutcome {
  const owner = job.metadata.labels?.[labels.release];
  const whose = owner === undefined ? 'not made by Sluice' : `of release ${owner}`;
  return {
    kind: 'fail',
    detail: `${title(job)} exists already (${whose}): look at it, and delete it once it is no longer needed`,
  };
}

function title(job: KubeObject): string {
  return titleOf(job, job.metadata.name);
}
