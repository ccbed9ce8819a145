import { z } from 'zod';
import type { Release } from '../../domain/release.ts';

/** `action_id`s of all buttons. */
export const actionIds = {
  approve: 'approve',
  reject: 'reject',
  pause: 'pause',
  resume: 'resume',
  promote: 'promote',
  rollback: 'rollback',
  holdWait: 'hold_wait',
  holdGo: 'hold_go',
  ackStuck: 'ack_stuck',
  retryNow: 'retry_now',
  takeOver: 'take_over',
  putBack: 'put_back',
  askAgain: 'ask_again',
  openDiff: 'open_diff',
  openDashboard: 'open_dashboard',
  openLogs: 'open_logs',
  openThread: 'open_thread',
  reportMarkdown: 'report_markdown',
  reportJson: 'report_json',
  openForm: 'open_form',
  runCommand: 'run_command',
  runCommand2: 'run_command_2',
  runCommand3: 'run_command_3',
} as const;
export type ActionId = (typeof actionIds)[keyof typeof actionIds];

/** Buttons that run a corrected command; ids in one row must differ. */
export const runCommandIds = [actionIds.runCommand, actionIds.runCommand2, actionIds.runCommand3] as const;

/** `action_id`s of link buttons: Slack sends these clicks too, and they want nothing but to be acknowledged. */
export const linkActionIds: readonly ActionId[] = [
  actionIds.openDiff,
  actionIds.openDashboard,
  actionIds.openLogs,
  actionIds.openThread,
];

const buttonValueSchema = z.object({ id: z.string().min(1), digest: z.string().min(1) });
export type ButtonValue = z.infer<typeof buttonValueSchema>;

/** What a button carries: which release, and which plan was shown when it was pressed. */
export function buttonValue(release: Release): string {
  return JSON.stringify({ id: release.id, digest: release.digest } satisfies ButtonValue);
}

/** The value of a pressed button, or null where it is none of ours. */
export function parseButtonValue(value: unknown): ButtonValue | null {
  return parseValue(buttonValueSchema, value);
}

const orphanValueSchema = z.object({
  orphan: z.string().min(1),
  service: z.string(),
  environment: z.string(),
  /** Digest of what the message says that would be done; messages of older versions say nothing. */
  shown: z.string().default(''),
});
/** What a release left that nobody looks after, and whose it was. */
export type OrphanValue = z.infer<typeof orphanValueSchema>;

/** The value of a pressed *Put back*, or null where it is none of ours. */
export function parseOrphanValue(value: unknown): OrphanValue | null {
  return parseValue(orphanValueSchema, value);
}

/** What a button carries, read by its schema; null where it is something else. */
export function parseValue<T>(schema: z.ZodType<T>, value: unknown): T | null {
  if (typeof value !== 'string') return null;
  try {
    return schema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}
