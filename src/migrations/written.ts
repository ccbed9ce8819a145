import { z } from 'zod';
import { field, label, name, objectName, someTime } from '../config/fields.ts';
import type { Migration, MigrationWork } from '../domain/migration.ts';

/** What holds where the catalogue says nothing. */
const usual = { deadline: '10m', destructive: 'ask' } as const;
const usualDeadlineMs = someTime.parse(usual.deadline);

const words = z
  .array(z.string({ error: 'expected a word of the command; put numbers in quotes' }).min(1).max(4096), {
    error: "expected the command as a list of words, such as ['bin/migrate', 'up']",
  })
  .min(1, { error: 'name at least one word' })
  .max(100);

const reference = z
  .string({ error: 'expected an image such as registry.example/tools/migrate:4' })
  .regex(/^[a-zA-Z0-9][\w./:@-]{0,511}$/, { error: 'expected an image such as registry.example/tools/migrate:4' });

const work = {
  command: field(words, 'What runs, word by word: no shell reads it. Default: what the Job or CronJob runs.'),
  job: field(
    objectName,
    'A suspended Job, or a CronJob, whose pod template this phase takes. Default: that of `migration`.',
  ),
  image: field(reference, 'Another image. Default: that of `migration`.'),
  deadline: field(someTime, 'Default: that of `migration`.'),
};

const phase = z.strictObject(work);
type WrittenPhase = z.output<typeof phase>;

const undo = z.strictObject({
  ...work,
  restores: field(
    z.boolean(),
    'It puts the backup back. It then needs `backup`, and what was written since the backup is lost.',
    false,
  ),
  afterFailure: field(
    z.boolean(),
    'It is also right after an `expand` that failed half-way: it goes to a named version, and not one step down. Otherwise a person is called then.',
    false,
  ),
});

/** A migration as the catalogue has it. Merged with nothing: a lower level replaces it whole. */
export const migrationSection = z
  .strictObject({
    database: field(
      name,
      'Name of the database. Services that give the same name never change it at the same time. Default: the name of the service.',
    ),
    job: field(
      objectName,
      "A suspended Job, or a CronJob, in the service's namespace whose pod template is used. Default: the service's own container, with its environment, volumes and service account.",
    ),
    image: field(reference, "The image. Default: the release's own."),
    container: field(label, 'The container of the `job` that runs the command. Default: its only one.'),
    deadline: field(someTime, 'Each phase is ended after this time, and has failed.', usual.deadline),
    destructive: field(
      z.enum(['ask', 'refuse', 'allow']),
      'What becomes of a dry run with statements by which data may be lost, or that cannot be read: an approver is asked, the release ends, or it goes on. `ask` and `refuse` need a `dryRun`.',
      usual.destructive,
    ),
    backup: field(phase, 'Runs first. The release ends when it fails.'),
    dryRun: field(
      phase,
      "Prints the SQL that `expand` would run, and nothing else; Sluice reads it by PostgreSQL's own parser.",
    ),
    expand: phase.meta({
      description:
        'Changes the database so that both versions can work with it, before the first pod of the new version.',
    }),
    verify: field(
      phase,
      'Looks whether the database is as the new version needs it. When it fails, the release goes back.',
    ),
    undo: field(undo, 'Takes `expand` back when the release goes back. Default: the expanded schema stays.'),
  })
  .superRefine((written, context) => {
    const { destructive = usual.destructive, dryRun, backup, undo: back } = written;
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (destructive !== 'allow' && dryRun === undefined) {
      wrong([], `without dryRun nobody can tell what expand would destroy: name dryRun, or say destructive: allow`);
    }
    if (back?.restores === true && backup === undefined) {
      wrong(['undo', 'restores'], 'there is no backup to put back: name backup');
    }
    for (const each of ['backup', 'dryRun', 'expand', 'verify', 'undo'] as const) {
      const { command, job = written.job } = written[each] ?? { command: [] };
      if (command === undefined && job === undefined) {
        wrong([each], "name its command, or a job: the release's own image would run as the service does");
      }
    }
  });
export type WrittenMigration = z.output<typeof migrationSection>;

/** As a target keeps it. @param service its name, after which the database is called where nothing is said */
export function migrationOf(service: string, written: WrittenMigration): Migration {
  const workOf = (each: WrittenPhase): MigrationWork => ({
    job: each.job ?? written.job ?? null,
    image: each.image ?? written.image ?? null,
    ...(written.container !== undefined && { container: written.container }),
    command: each.command ?? [],
    deadlineMs: each.deadline ?? written.deadline ?? usualDeadlineMs,
  });
  const { backup, dryRun, verify, undo: back } = written;
  return {
    database: written.database ?? service,
    destructive: written.destructive ?? usual.destructive,
    ...(backup && { backup: workOf(backup) }),
    ...(dryRun && { dryRun: workOf(dryRun) }),
    expand: workOf(written.expand),
    ...(verify && { verify: workOf(verify) }),
    ...(back && {
      undo: { ...workOf(back), restores: back.restores ?? false, afterFailure: back.afterFailure ?? false },
    }),
  };
}
