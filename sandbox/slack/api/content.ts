import { z } from 'zod';
import { checkAttachments, checkMessageBlocks } from '../blocks/check.ts';
import type { JsonObject } from '../protocol.ts';
import type { MessageMetadata } from '../world/model.ts';
import type { World } from '../world/world.ts';
import { str, structured } from './args.ts';
import { checkContext } from './context.ts';
import { SlackError, withMessages } from './errors.ts';

/** Slack cuts nothing off here: text over the limit is refused. */
export const MAX_MESSAGE_TEXT = 40_000;
/** Slack documents a smaller limit for chat.update. */
export const MAX_UPDATE_TEXT = 4_000;
const MAX_METADATA = 8_000;

/** What all methods that write a message take. */
export const contentArgs = {
  text: str.optional(),
  blocks: structured.optional(),
  attachments: structured.optional(),
};

const metadataSchema = z.object({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.json()),
});

export interface Content {
  text: string | undefined;
  blocks: JsonObject[] | undefined;
  attachments: JsonObject[] | undefined;
}

/**
 * Checks what a message shows.
 *
 * @throws SlackError invalid_blocks, invalid_blocks_format, invalid_attachments, msg_too_long
 */
export function readContent(
  world: World,
  input: { text?: string | undefined; blocks?: unknown; attachments?: unknown },
  maxText: number,
): Content {
  if (input.text !== undefined && input.text.length > maxText) throw new SlackError('msg_too_long');
  return {
    text: input.text,
    blocks: input.blocks === undefined || input.blocks === null ? undefined : readBlocks(world, input.blocks),
    attachments:
      input.attachments === undefined || input.attachments === null
        ? undefined
        : readAttachments(world, input.attachments),
  };
}

/** True if there is something to see. */
export function hasContent({ text, blocks, attachments }: Content): boolean {
  return Boolean(text) || (blocks?.length ?? 0) > 0 || (attachments?.length ?? 0) > 0;
}

/**
 * @returns the metadata, null to take it away (an empty object), undefined if none was given
 * @throws SlackError invalid_metadata_format, metadata_too_large
 */
export function readMetadata(value: unknown): MessageMetadata | null | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && Object.keys(value).length === 0) return null;
  const parsed = metadataSchema.safeParse(value);
  if (!parsed.success) throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(parsed.data.event_payload).length > MAX_METADATA) throw new SlackError('metadata_too_large');
  return { event_type: parsed.data.event_type, event_payload: parsed.data.event_payload as JsonObject };
}

function readBlocks(world: World, value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw new SlackError('invalid_blocks_format');
  const checked = checkMessageBlocks(value, checkContext(world));
  if (!checked.ok) throw withMessages('invalid_blocks', checked.errors);
  return checked.value;
}

function readAttachments(world: World, value: unknown): JsonObject[] {
  if (Array.isArray(value) && value.length > 100) throw new SlackError('too_many_attachments');
  const checked = checkAttachments(value, checkContext(world));
  if (!checked.ok) throw withMessages('invalid_attachments', checked.errors);
  return checked.value;
}
