import type { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import { attachments, home, messageBlocks, modal } from './blocks.ts';
import { elementsOf } from './find.ts';
import { describeIssues, line } from './issues.ts';

export type Checked<T> = { ok: true; value: T } | { ok: false; errors: string[] };

/** What the check must know about the workspace. */
export interface CheckContext {
  /** True if a file with this id has been uploaded completely. */
  hasFile(id: string): boolean;
}

/**
 * Checks the blocks of a message against Slack's limits.
 *
 * @param root where the blocks stand in the arguments, for the pointers in the errors
 */
export function checkMessageBlocks(
  value: unknown,
  context: CheckContext,
  root: readonly PropertyKey[] = ['blocks'],
): Checked<JsonObject[]> {
  const checked = run<JsonObject[]>(messageBlocks, value, root);
  if (!checked.ok) return checked;
  const errors = [...duplicates(checked.value, root), ...files(checked.value, context, root)];
  const tables = checked.value.filter((block) => block['type'] === 'table');
  if (tables.length > 1) errors.push(line('only_one_table_allowed', root));
  return errors.length > 0 ? { ok: false, errors } : checked;
}

/** Checks attachments with the blocks in them. */
export function checkAttachments(value: unknown, context: CheckContext): Checked<JsonObject[]> {
  const checked = run<JsonObject[]>(attachments, value, ['attachments']);
  if (!checked.ok) return checked;
  const errors = checked.value.flatMap((attachment, index) => {
    if (attachment['blocks'] === undefined) return [];
    const inner = checkMessageBlocks(attachment['blocks'], context, ['attachments', index, 'blocks']);
    return inner.ok ? [] : inner.errors;
  });
  return errors.length > 0 ? { ok: false, errors } : checked;
}

/** Checks a modal or a home tab. */
export function checkView(value: unknown, type: 'modal' | 'home', context: CheckContext): Checked<JsonObject> {
  const root = ['view'];
  const checked = run<JsonObject>(type === 'modal' ? modal : home, value, root);
  if (!checked.ok) return checked;
  const blocks = (checked.value['blocks'] ?? []) as JsonObject[];
  const errors = [...duplicates(blocks, ['view', 'blocks']), ...files(blocks, context, ['view', 'blocks'])];
  const focused = blocks.flatMap(elementsOf).filter((element) => element['focus_on_load'] === true);
  if (focused.length > 1) errors.push(line('only one element can have focus_on_load set to true', root));
  return errors.length > 0 ? { ok: false, errors } : checked;
}

function run<T>(schema: z.ZodType, value: unknown, root: readonly PropertyKey[]): Checked<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: value as T };
  return { ok: false, errors: describeIssues(parsed.error.issues, root, value) };
}

/** block_ids must be unique in a message or view, action_ids in a block. */
function duplicates(blocks: JsonObject[], root: readonly PropertyKey[]): string[] {
  const errors: string[] = [];
  const blockIds = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const blockId = block['block_id'];
    if (typeof blockId === 'string') {
      if (blockIds.has(blockId)) {
        errors.push(line(`\`block_id\` \`${blockId}\` already exists`, [...root, index, 'block_id']));
      }
      blockIds.add(blockId);
    }
    const actionIds = new Set<string>();
    for (const element of elementsOf(block)) {
      const actionId = element['action_id'];
      if (typeof actionId !== 'string') continue;
      if (actionIds.has(actionId)) errors.push(line(`\`action_id\` \`${actionId}\` already exists`, [...root, index]));
      actionIds.add(actionId);
    }
  }
  return errors;
}

function files(blocks: JsonObject[], context: CheckContext, root: readonly PropertyKey[]): string[] {
  const errors: string[] = [];
  for (const [index, block] of blocks.entries()) {
    for (const holder of [block, ...elementsOf(block)]) {
      const file = holder['slack_file'];
      if (typeof file !== 'object' || file === null || Array.isArray(file)) continue;
      const fileId = file['id'];
      if (typeof fileId === 'string' && !context.hasFile(fileId)) {
        errors.push(line('invalid slack file', [...root, index, 'slack_file']));
      }
    }
  }
  return errors;
}
