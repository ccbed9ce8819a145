import { someTime } from '../config/fields.ts';
import { type WrittenWebhook, webhookOf } from '../config/webhook-section.ts';
import type { JobWork } from '../domain/job-work.ts';
import type { Migration } from '../domain/migration.ts';
import type { Hook } from '../domain/webhook.ts';
import { usual, type WrittenMigration, type WrittenPhase } from './written.ts';

const usualDeadlineMs = someTime.parse(usual.deadline);

/** As a target keeps it. @param service its name, after which the database is called where nothing is said */
export function migrationOf(service: string, written: WrittenMigration): Migration {
  const workOf = (each: WrittenPhase): JobWork => ({
    job: each.job ?? written.job ?? null,
    image: each.image ?? written.image ?? null,
    ...(written.container !== undefined && { container: written.container }),
    command: each.command ?? [],
    deadlineMs: each.deadline ?? written.deadline ?? usualDeadlineMs,
    ...(each.repeatable !== undefined && { repeatable: each.repeatable }),
  });
  const wayOf = (each: WrittenPhase & { webhook?: WrittenWebhook | undefined }): JobWork | Hook =>
    each.webhook ? { webhook: webhookOf(each.webhook), deadlineMs: workOf(each).deadlineMs } : workOf(each);
  const { backup: first, dryRun: dry, verify, contract: last, undo: back } = written;
  return {
    database: written.database ?? service,
    destructive: written.destructive ?? usual.destructive,
    ...(first && { backup: wayOf(first) }),
    ...(dry?.before === 'approval' && { dryRunAhead: workOf(dry) }),
    ...(dry && { dryRun: workOf(dry) }),
    expand: workOf(written.expand),
    ...(verify && { verify: workOf(verify) }),
    ...(last?.dryRun && { contractDryRun: workOf(last.dryRun) }),
    ...(last && {
      contract: {
        ...workOf(last),
        afterMs: last.after ?? someTime.parse(usual.after),
        approval: last.approval ?? usual.approval,
      },
    }),
    ...(back && {
      undo: {
        ...wayOf(back),
        restores: back.restores ?? back.webhook !== undefined,
        afterFailure: back.afterFailure ?? false,
      },
    }),
  };
}
