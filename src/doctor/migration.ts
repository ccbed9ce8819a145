import { jobPhases, type MigrationPhase, phaseSettings, workOf } from '../domain/migration.ts';
import type { ObjectRef } from '../domain/object-ref.ts';
import type { Target } from '../domain/target.ts';
import type { SqlReading } from '../migrations/statements.ts';
import type { Kube } from '../platform/kube.ts';
import { runnableOf } from '../steps/job-template.ts';
import { neededBy } from '../workloads/job/references.ts';
import { type Check, type CheckOutcome, ok, problem, skipped } from './check.ts';
import { lookAtJob } from './migration-job.ts';

/** Whether the parser that reads what a dry run prints can be loaded. */
export function parserCheck(targets: readonly Target[], read: (sql: string) => Promise<SqlReading>): Check[] {
  if (!targets.some(({ migration }) => migration?.dryRun)) return [];
  const todo = 'install Sluice with all its packages (libpg-query); until then every dry run asks an approver';
  return [
    {
      area: 'Migrations',
      what: 'SQL parser',
      todo,
      async look() {
        const reading = await read('alter table t add column c integer');
        return reading.kind === 'read' ? ok("reads PostgreSQL's SQL") : problem(reading.why, todo);
      },
    },
  ];
}

/**
 * Whether the Jobs of a target's migration could start: what they run in, and what that names.
 * @param image what runs now, as an image reference
 */
export async function lookAtMigration(kube: Kube, target: Target, image: string): Promise<CheckOutcome[]> {
  const { migration, namespace } = target;
  // What is run at two times is looked at once.
  const phases = jobPhases(migration).filter((phase) => phase !== 'dryRunAhead');
  const looked = await Promise.all(phases.map((phase) => lookAtPhase(kube, target, { phase, image })));
  const refs = looked.flatMap((each) => (each.kind === 'runs' ? each.needs : []));
  const once = refs.filter((ref, index) => refs.findIndex((other) => titleIn(other) === titleIn(ref)) === index);
  const there = await Promise.all(once.map((ref) => lookAtNeeded(kube, ref)));
  const against = [...looked.flatMap((each) => (each.kind === 'against' ? [each.outcome] : [])), ...there.flat()];
  return against.some(({ kind }) => kind === 'problem')
    ? against
    : [ok(`${phases.map((phase) => phaseSettings[phase]).join(', ')} can run in ${namespace}`), ...against];
}

type Phase = { kind: 'runs'; needs: ObjectRef[] } | { kind: 'against'; outcome: CheckOutcome };

async function lookAtPhase(
  kube: Kube,
  target: Target,
  { phase, image }: { phase: MigrationPhase; image: string },
): Promise<Phase> {
  const work = workOf(target.migration, phase);
  if (!work) return { kind: 'runs', needs: [] };
  const runnable = await runnableOf({ kube, target, to: image }, work);
  if (typeof runnable !== 'string') {
    const refused = await lookAtJob(kube, target, { what: phaseSettings[phase], runnable, command: work.command });
    return refused
      ? { kind: 'against', outcome: refused }
      : { kind: 'runs', needs: neededBy(runnable.template, target.namespace) };
  }
  const todo = `put it right in ${target.namespace}, or correct \`migration.${phaseSettings[phase]}\` of ${target.service} in the catalogue`;
  return { kind: 'against', outcome: problem(`${phaseSettings[phase]}: ${runnable}`, todo) };
}

const resources: Readonly<Record<string, string>> = {
  Secret: 'secrets',
  ConfigMap: 'configmaps',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  ServiceAccount: 'serviceaccounts',
};

/** What may not be looked at is no fault: a release does not look at it either. */
async function lookAtNeeded(kube: Kube, ref: ObjectRef): Promise<CheckOutcome[]> {
  const { kind, namespace = '' } = ref;
  const may = await kube.canI({ verb: 'get', group: '', resource: resources[kind] ?? '', namespace });
  if (!may) return [skipped(`${titleIn(ref)} may not be looked at`)];
  if (await kube.get(ref)) return [];
  const todo = `create it in ${namespace}, or take it out of the pod template`;
  return [problem(`there is no ${titleIn(ref)}, which the Job's pod needs`, todo)];
}

function titleIn({ kind, name }: ObjectRef): string {
  return `${kind} ${name}`;
}
