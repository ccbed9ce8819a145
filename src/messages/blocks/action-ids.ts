import { z } from 'zod';
import { shownDigest } from '../../domain/approval.ts';
import { readJson } from '../../domain/json.ts';
import type { Release } from '../../domain/release.ts';

/** Those that open an address: Slack sends these clicks too, and they want nothing but to be acknowledged. */
const links = {
  openDiff: 'open_diff',
  openDashboard: 'open_dashboard',
  openLogs: 'open_logs',
  openThread: 'open_thread',
} as const;

/** Those that do something besides what can be done with a release. Ids in one row must differ. */
const others = {
  putBack: 'put_back',
  goBack: 'go_back',
  askAgain: 'ask_again',
  reportMarkdown: 'report_markdown',
  reportJson: 'report_json',
  openForm: 'open_form',
  runCommand: 'run_command',
  runCommand2: 'run_command_2',
  runCommand3: 'run_command_3',
} as const;
export type OtherButton = keyof typeof others;

/** `action_id`s of buttons, but for those of `src/messages/buttons`. They stand in messages that are out there. */
export const actionIds = { ...others, ...links } as const;

export const otherButtons = Object.keys(others) as OtherButton[];

/** Buttons that run a corrected command. */
export const runCommandIds = [actionIds.runCommand, actionIds.runCommand2, actionIds.runCommand3] as const;

export const linkActionIds: readonly string[] = Object.values(links);

const buttonValueSchema = z.object({ id: z.string().min(1), digest: z.string().min(1) });
export type ButtonValue = z.infer<typeof buttonValueSchema>;

/** What a button carries: which release, and which plan was shown when it was pressed, with what was known of it. */
export function buttonValue(release: Release): string {
  return JSON.stringify({ id: release.id, digest: shownDigest(release) } satisfies ButtonValue);
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
  return typeof value === 'string' ? readJson(schema, value) : null;
}
