import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import { addMessage, changeMessage, findMessage, removeMessage } from '../world/messages.ts';
import type { Channel } from '../world/model.ts';
import { imChannel } from '../world/world.ts';
import { bool, readArgs, str, structured } from './args.ts';
import { contentArgs, hasContent, MAX_MESSAGE_TEXT, MAX_UPDATE_TEXT, readContent, readMetadata } from './content.ts';
import { type ApiContext, channelById, isOwn, type Method, requireMember, requireMessage } from './context.ts';
import { SlackError } from './errors.ts';
import { messageShape } from './shapes.ts';

const NO_TEXT = "This content can't be displayed.";

const postArgs = z.object({
  channel: str,
  ...contentArgs,
  thread_ts: str.optional(),
  reply_broadcast: bool.optional(),
  metadata: structured.optional(),
});

/** chat.postMessage takes an id, a name, or a person's id for the direct conversation. */
function channelForPost(context: ApiContext, target: string): Channel {
  const { world } = context;
  const user = world.users.get(target);
  if (user && !user.isBot) return imChannel(world, user.id);
  const name = target.replace(/^#/, '');
  const named = [...world.channels.values()].find((channel) => channel.imWith === null && channel.name === name);
  return channelById(context, named?.id ?? target);
}

/** The channel may be written to. */
function requireWritable(context: ApiContext, channel: Channel): void {
  if (channel.imWith !== null && context.world.seed.messagesTab === false)
    throw new SlackError('messages_tab_disabled');
  if (channel.isArchived) throw new SlackError('is_archived');
  const mayAnywhere = (context.world.seed.scopes ?? []).includes('chat:write.public') && !channel.isPrivate;
  if (!mayAnywhere) requireMember(context, channel);
}

function postMessage(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(postArgs, raw);
  const channel = channelForPost(context, args.channel);
  requireWritable(context, channel);
  const content = readContent(world, args, MAX_MESSAGE_TEXT);
  if (!hasContent(content)) throw new SlackError('no_text');
  const threadTs = args.thread_ts || undefined;
  if (threadTs !== undefined && !findMessage(world, channel.id, threadTs)) throw new SlackError('thread_not_found');
  const message = addMessage(world, {
    channel: channel.id,
    user: world.seed.bot.userId,
    botId: world.seed.bot.botId,
    text: content.text ?? (content.blocks ? NO_TEXT : ''),
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    metadata: readMetadata(args.metadata) ?? undefined,
    threadTs,
    broadcast: threadTs !== undefined && args.reply_broadcast === true,
  });
  return { channel: channel.id, ts: message.ts, message: messageShape(world, message, { metadata: true }) };
}

const updateArgs = z.object({ channel: str, ts: str, ...contentArgs, metadata: structured.optional() });

function update(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(updateArgs, raw);
  const channel = channelById(context, args.channel);
  if (channel.isArchived) throw new SlackError('is_archived');
  const message = requireMessage(findMessage(world, channel.id, args.ts));
  if (!isOwn(context, message)) throw new SlackError('cant_update_message');
  const content = readContent(world, args, MAX_UPDATE_TEXT);
  if (content.text === undefined && !content.blocks && !content.attachments) throw new SlackError('no_text');
  // New text without blocks takes the blocks away; only a change without text keeps them.
  const blocks = content.blocks ?? (content.text === undefined ? undefined : []);
  const change = { ...content, blocks, metadata: readMetadata(args.metadata) };
  changeMessage(world, message, change, world.seed.bot.userId);
  const shape = messageShape(world, message, { metadata: true });
  return { channel: channel.id, ts: message.ts, text: message.text, message: shape };
}

const targetArgs = z.object({ channel: str, ts: str });

function remove(context: ApiContext, raw: JsonObject): JsonObject {
  const args = readArgs(targetArgs, raw);
  const channel = channelById(context, args.channel);
  const message = requireMessage(findMessage(context.world, channel.id, args.ts));
  if (!isOwn(context, message)) throw new SlackError('cant_delete_message');
  removeMessage(context.world, message);
  return { channel: channel.id, ts: message.ts };
}

const ephemeralArgs = z.object({ channel: str, user: str, ...contentArgs, thread_ts: str.optional() });

function postEphemeral(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(ephemeralArgs, raw);
  const channel = channelForPost(context, args.channel);
  requireWritable(context, channel);
  if (!world.users.has(args.user)) throw new SlackError('user_not_found');
  if (!channel.members.has(args.user)) throw new SlackError('user_not_in_channel');
  const content = readContent(world, args, MAX_MESSAGE_TEXT);
  if (!hasContent(content)) throw new SlackError('no_text');
  const message = addMessage(world, {
    channel: channel.id,
    user: world.seed.bot.userId,
    botId: world.seed.bot.botId,
    text: content.text ?? NO_TEXT,
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    threadTs: args.thread_ts || undefined,
    ephemeralTo: args.user,
  });
  return { message_ts: message.ts };
}

function getPermalink(context: ApiContext, raw: JsonObject): JsonObject {
  const args = readArgs(z.object({ channel: str, message_ts: str }), raw);
  const channel = channelById(context, args.channel);
  const message = requireMessage(findMessage(context.world, channel.id, args.message_ts));
  const inThread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  const permalink = `${context.baseUrl}/archives/${channel.id}/p${message.ts.replace('.', '')}${inThread}`;
  return { channel: channel.id, permalink };
}

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': { scopes: ['chat:write'], tier: 'per_channel', run: postMessage },
  'chat.update': { scopes: ['chat:write'], tier: 3, run: update },
  'chat.delete': { scopes: ['chat:write'], tier: 3, run: remove },
  'chat.postEphemeral': { scopes: ['chat:write'], tier: 4, run: postEphemeral },
  'chat.getPermalink': { scopes: [], tier: 4, run: getPermalink },
};
