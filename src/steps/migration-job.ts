import type { Migration, MigrationPhase, MigrationWork } from '../domain/migration.ts';
import { annotations, labels, migrationJob, numberIn } from '../domain/names.ts';
import { undoOf } from '../domain/plan.ts';
import { fencedCreate, fencedWrite, StaleWriter } from '../platform/kube/fence.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { jobKind, started, stateOfJob } from '../workloads/job/state.ts';
import { jobOf } from '../workloads/job/template.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { runnableOf } from './migration-template.ts';
import { lookAgainMs, type StepContext, type StepOutcome, wait } from './step.ts';

/** A Job of this release that has ended. */
export interface Ended {
  job: KubeObject;
  /** Null where it has succeeded; else what Kubernetes says. */
  failed: string | null;
}

/**
 * Has the Job of a phase run to its end. A Job is made once and never started again: whoever comes after a crash finds it by
 * its name. It is made suspended and started by a second write, which its resourceVersion guards: a worker that was taken
 * over meanwhile, even by the end of the release, starts nothing.
 * @returns the Job once it has ended, or what the step comes to until then
 */
export async function ranJob(
  context: StepContext,
  phase: MigrationPhase,
  work: MigrationWork,
): Promise<Ended | StepOutcome> {
  const there = await context.kube.get(jobRef(context, phase));
  if (there === null) return makeJob(context, phase, work);
  if (!isOwnJob(context, there)) return foreign(there);
  const state = stateOfJob(there);
  switch (state.kind) {
    case 'suspended':
      await fencedWrite(context.kube, jobRef(context, phase), context.fence, started);
      return wait(`${title(there)} to start`);
    case 'running':
      return wait(`${title(there)} to finish`);
    case 'succeeded':
      return { job: there, failed: null };
    case 'failed':
      return { job: there, failed: state.why };
  }
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
  const { kube, target, fence, plan, release } = context;
  const runnable = await runnableOf(context, work);
  if (typeof runnable === 'string') return { kind: 'fail', detail: runnable };
  const other = await othersJob(context, target.migration?.database ?? '');
  if (other) return { kind: 'retry', error: other, ms: lookAgainMs };
  const job = jobOf(runnable.template, {
    name: migrationJob(target, phase),
    namespace: target.namespace,
    labels: labelsOf(context),
    annotations: { [annotations.undo]: JSON.stringify(undoOf(plan, plan.steps.length)) },
    container: runnable.container,
    image: runnable.image,
    command: work.command,
    env: { SLUICE_RELEASE: release, SLUICE_FROM: plan.from.version, SLUICE_TO: plan.to.version },
    deadlineMs: work.deadlineMs,
  });
  await fencedCreate(kube, job, fence);
  return wait(`${title(job)} to start`);
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

/** Locks the database for as long as the release lives. Null once it is locked. */
export async function lockFor(
  { release, lockDatabase }: StepContext,
  { database }: Migration,
): Promise<StepOutcome | null> {
  const lock = await lockDatabase(database);
  switch (lock.kind) {
    case 'locked':
      return null;
    case 'busy':
      return { kind: 'retry', error: `database ${database} is being changed by ${nameOf(lock.id)}`, ms: lookAgainMs };
    case 'over':
      throw new StaleWriter(`release ${release} is over`, true);
  }
}

/** As people know a release: #142. */
function nameOf(release: string): string {
  const number = numberIn(release);
  return number === null ? `release ${release}` : `#${number}`;
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
