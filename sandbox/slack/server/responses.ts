import { z } from 'zod';
import { bool, readArgs, str } from '../api/args.ts';
import type { ApiAnswer } from '../api/call.ts';
import { contentArgs, hasContent, MAX_MESSAGE_TEXT, readContent } from '../api/content.ts';
import { SlackError } from '../api/errors.ts';
import type { JsonObject } from '../protocol.ts';
import { addMessage, changeMessage, findEphemeral, findMessage, removeMessage } from '../world/messages.ts';
import type { Message } from '../world/model.ts';
import type { ResponseTarget, World } from '../world/world.ts';

/** Slack takes this many answers for one interaction. */
const MAX_RESPONSES = 5;

const responseArgs = z.object({
  ...contentArgs,
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: bool.optional(),
  delete_original: bool.optional(),
  thread_ts: str.optional(),
});

/**
 * Does what an answer to a command or an interaction asks for: a new message (ephemeral unless in_channel),
 * or the original changed or taken away. An answer that says neither replaces the message that was clicked.
 *
 * @throws SlackError as chat.postMessage does
 */
export function applyResponse(world: World, target: ResponseTarget, raw: JsonObject): void {
  const args = readArgs(responseArgs, raw);
  const original = findOriginal(world, target);
  if (args.delete_original === true) {
    if (original) removeMessage(world, original);
    return;
  }
  const content = readContent(world, args, MAX_MESSAGE_TEXT);
  if (!hasContent(content)) throw new SlackError('no_text');
  const replaces = args.replace_original ?? (original !== undefined && args.response_type === undefined);
  const { bot } = world.seed;
  if (replaces && original) {
    const empty = { text: '', blocks: [], attachments: [] };
    changeMessage(world, original, { ...empty, ...dropUndefined(content) }, bot.userId);
    return;
  }
  addMessage(world, {
    channel: target.channel,
    user: bot.userId,
    botId: bot.botId,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    threadTs: args.thread_ts ?? target.threadTs,
    ephemeralTo: args.response_type === 'in_channel' ? undefined : target.user,
  });
}

/** Answers a POST to a response_url. */
export function answerResponseUrl(world: World, key: string, body: JsonObject): ApiAnswer {
  const target = world.responses.get(key);
  if (!target) return refusal(404, 'invalid_url');
  if (world.clock.now() > target.expiresAt) return refusal(404, 'expired_url');
  if (target.uses >= MAX_RESPONSES) return refusal(404, 'used_url');
  try {
    applyResponse(world, target, body);
    target.uses += 1;
    return { status: 200, headers: {}, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: 400, headers: {}, body: { ok: false, error: error.code, ...error.details } };
  }
}

function refusal(status: number, error: string): ApiAnswer {
  return { status, headers: {}, body: { ok: false, error } };
}

function findOriginal(world: World, { original, user, channel }: ResponseTarget): Message | undefined {
  if (!original) return undefined;
  return original.ephemeral ? findEphemeral(world, user, original.ts) : findMessage(world, channel, original.ts);
}

function dropUndefined(content: object): object {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}
