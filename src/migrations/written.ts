import { z } from 'zod';
import { field, label, name, objectName, someTime } from '../config/fields.ts';
import { webhook } from '../config/webhook-section.ts';
import { hookPhases } from '../domain/migration.ts';
import { hookProblems } from './hook-problems.ts';

/** What holds where the catalogue says nothing. */
export const usual = { deadline: '10m', destructive: 'ask', after: '1h', approval: 'ask', before: 'expand' } as const;

export const commandWords = z
  .array(z.string({ error: 'expected a word of the command; put numbers in quotes' }).min(1).max(4096), {
    error: "expected the command as a list of words, such as ['bin/migrate', 'up']",
  })
  .min(1, { error: 'name at least one word' })
  .max(100);

export const imageReference = z
  .string({ error: 'expected an image such as registry.example/tools/migrate:4' })
  .regex(/^[a-zA-Z0-9][\w./:@-]{0,511}$/, { error: 'expected an image such as registry.example/tools/migrate:4' });

const work = {
  command: field(commandWords, 'What runs, word by word: no shell reads it. Default: what the Job or CronJob runs.'),
  job: field(
    objectName,
    'A suspended Job, or a CronJob, whose pod template this phase takes. Default: that of `migration`.',
  ),
  image: field(imageReference, 'Another image. Default: that of `migration`.'),
  deadline: field(someTime, 'Default: that of `migration`.'),
  repeatable: field(
    z.boolean(),
    'It does no harm a second time, also where the first was cut off half-way. Its Job is then made again, twice at most, when its node has lost it or somebody has removed it; else a person is called. Default: only for `dryRun` and `verify`.',
  ),
};

const phase = z.strictObject(work);
export type WrittenPhase = z.output<typeof phase>;

const backup = z.strictObject({
  ...work,
  webhook: field(webhook, 'Another service makes the backup, instead of a Job: it is sent a POST.'),
});

const dryRun = z.strictObject({
  ...work,
  before: field(
    z.enum(['approval', 'expand']),
    'When it runs. `approval`: before anybody may approve, so that the card lists what would be destroyed, and once more before `expand`, where it asks only about what the card had not shown. `expand`: only then. Where nobody has to approve, both are the same.',
    usual.before,
  ),
});

const undo = z.strictObject({
  ...work,
  webhook: field(
    webhook,
    'Another service puts the backup back, instead of a Job: it is sent a POST with the id of the backup. It needs a `backup` with `webhook`.',
  ),
  restores: field(
    z.boolean(),
    'It puts the backup back. It then needs `backup`, and what was written since the backup is lost. Default: only with `webhook`.',
  ),
  afterFailure: field(
    z.boolean(),
    'It is also right after an `expand` that failed half-way: it goes to a named version, and not one step down. Otherwise a person is called then.',
    false,
  ),
});

/** A release that is live keeps others of its service waiting: what is to wait longer belongs to a later release. */
const longestSoak = someTime.parse('24h');

const contract = z.strictObject({
  ...work,
  after: field(
    someTime.refine((ms) => ms <= longestSoak, {
      error: 'at most 24h: what is to wait longer belongs to a later release',
    }),
    'How long the new version must have been in, and well, before it runs; at most 24h.',
    usual.after,
  ),
  approval: field(
    z.enum(['ask', 'none']),
    'Whether an approver is asked first. With `none`, one is asked all the same when nobody can tell that the new version is well, or when `dryRun` shows what `destructive` does not allow.',
    usual.approval,
  ),
  dryRun: field(
    phase,
    'Prints the SQL that `contract` would run, and nothing else. It runs at the end of `after`, and the question whether the contract may run lists what would be destroyed.',
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
    image: field(imageReference, "The image. Default: the release's own."),
    container: field(label, 'The container of the `job` that runs the command. Default: its only one.'),
    deadline: field(someTime, 'Each phase is ended after this time, and has failed.', usual.deadline),
    destructive: field(
      z.enum(['ask', 'refuse', 'allow']),
      'What becomes of a dry run with statements by which data may be lost, or that cannot be read: an approver is asked, the release ends, or it goes on. `ask` and `refuse` need a `dryRun`.',
      usual.destructive,
    ),
    backup: field(backup, 'Runs first. The release ends when it fails.'),
    dryRun: field(
      dryRun,
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
    contract: field(
      contract,
      'Takes away what only the version before used, once the new one has been in for a time. There is no way back from it but a backup.',
    ),
    undo: field(undo, 'Takes `expand` back when the release goes back. Default: the expanded schema stays.'),
  })
  .superRefine((written, context) => {
    const { destructive = usual.destructive, dryRun: dry, backup: first, undo: back } = written;
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const each of hookPhases)
      for (const [path, message] of hookProblems(written[each])) wrong([each, path], message);
    if (destructive !== 'allow' && dry === undefined) {
      wrong([], `without dryRun nobody can tell what expand would destroy: name dryRun, or say destructive: allow`);
    }
    if (back?.restores === true && first === undefined) {
      wrong(['undo', 'restores'], 'there is no backup to put back: name backup');
    }
    if (back?.webhook && !first?.webhook) {
      wrong(['undo', 'webhook'], 'it is told which backup to put back: name backup with a webhook');
    }
    if (back?.webhook && back.restores === false) {
      wrong(['undo', 'restores'], 'a webhook always puts the backup back: leave restores out');
    }
    const works = { ...written, 'contract.dryRun': written.contract?.dryRun };
    for (const each of ['backup', 'dryRun', 'expand', 'verify', 'contract', 'contract.dryRun', 'undo'] as const) {
      const { command, job = written.job, ...rest } = works[each] ?? { command: [] };
      if (command === undefined && job === undefined && !('webhook' in rest)) {
        wrong(each.split('.'), "name its command, or a job: the release's own image would run as the service does");
      }
    }
  });
export type WrittenMigration = z.output<typeof migrationSection>;
