import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import { channelMessages, findMessage, replies } from '../world/messages.ts';
import type { Message } from '../world/model.ts';
import { imChannel } from '../world/world.ts';
import { bool, int, readArgs, str } from './args.ts';
import { type ApiContext, channelById, type Method, requireMember } from './context.ts';
import { channelShape } from './directory-shapes.ts';
import { SlackError } from './errors.ts';
import { paginate } from './paging.ts';
import { every, type Kind, kindOf, requireScope, scopeFor } from './scopes.ts';
import { messageShape } from './shapes.ts';

const rangeArgs = {
  channel: str,
  cursor: str.optional(),
  limit: int.optional(),
  oldest: str.optional(),
  latest: str.optional(),
  inclusive: bool.optional(),
  include_all_metadata: bool.optional(),
};

interface Range {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive?: boolean | undefined;
}

function inRange(message: Message, { oldest, latest, inclusive }: Range): boolean {
  const ts = Number(message.ts);
  const from = oldest === undefined ? Number.NEGATIVE_INFINITY : Number(oldest);
  const to = latest === undefined ? Number.POSITIVE_INFINITY : Number(latest);
  return inclusive === true ? ts >= from && ts <= to : ts > from && ts < to;
}

function history(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(z.object(rangeArgs), raw);
  const channel = channelById(context, args.channel);
  requireScope(context, kindOf(channel), 'history');
  requireMember(context, channel);
  const listed = channelMessages(world, channel.id)
    .filter((message) => message.threadTs === undefined || message.broadcast)
    .filter((message) => inRange(message, args))
    .reverse();
  const page = paginate(listed, args.cursor, args.limit ?? 100, 999);
  const metadata = args.include_all_metadata === true;
  return {
    messages: page.items.map((message) => messageShape(world, message, { metadata })),
    has_more: page.nextCursor !== '',
    pin_count: 0,
    ...(page.nextCursor !== '' && { response_metadata: { next_cursor: page.nextCursor } }),
  };
}

function threadReplies(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(z.object({ ...rangeArgs, ts: str }), raw);
  const channel = channelById(context, args.channel);
  requireScope(context, kindOf(channel), 'history');
  requireMember(context, channel);
  const asked = findMessage(world, channel.id, args.ts);
  if (!asked) throw new SlackError('thread_not_found');
  const parent = asked.threadTs === undefined ? asked : (findMessage(world, channel.id, asked.threadTs) ?? asked);
  const below = replies(world, channel.id, parent.ts).filter((message) => inRange(message, args));
  const page = paginate([parent, ...below], args.cursor, args.limit ?? 1000, 1000);
  const metadata = args.include_all_metadata === true;
  return {
    messages: page.items.map((message) => messageShape(world, message, { metadata })),
    has_more: page.nextCursor !== '',
    ...(page.nextCursor !== '' && { response_metadata: { next_cursor: page.nextCursor } }),
  };
}

const listArgs = z.object({
  types: str.optional(),
  exclude_archived: bool.optional(),
  cursor: str.optional(),
  limit: int.optional(),
});

const kinds: Readonly<Record<string, Kind>> = {
  public_channel: 'channels',
  private_channel: 'groups',
  im: 'im',
  mpim: 'mpim',
};

/** The kinds of channel that a call asks for; each needs its scope. */
function kindsAsked(context: ApiContext, types: string): Set<Kind> {
  const asked = types.split(',').map((type) => kinds[type.trim()]);
  const known = asked.filter((kind) => kind !== undefined);
  if (known.length < asked.length) throw new SlackError('invalid_types');
  for (const kind of known) requireScope(context, kind, 'read');
  return new Set(known);
}

function list(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(listArgs, raw);
  const asked = kindsAsked(context, args.types ?? 'public_channel');
  const listed = [...world.channels.values()]
    .filter((channel) => asked.has(kindOf(channel)))
    .filter((channel) => !channel.isPrivate || channel.members.has(world.seed.bot.userId))
    .filter((channel) => !(args.exclude_archived === true && channel.isArchived));
  const page = paginate(listed, args.cursor, args.limit ?? 100, 1000);
  return {
    channels: page.items.map((channel) => channelShape(world, channel)),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

const one = z.object({ channel: str });

function info(context: ApiContext, raw: JsonObject): JsonObject {
  const channel = channelById(context, readArgs(one, raw).channel);
  requireScope(context, kindOf(channel), 'read');
  return { channel: channelShape(context.world, channel) };
}

function join(context: ApiContext, raw: JsonObject): JsonObject {
  const channel = channelById(context, readArgs(one, raw).channel);
  if (channel.imWith !== null) throw new SlackError('method_not_supported_for_channel_type');
  if (channel.isArchived) throw new SlackError('is_archived');
  const already = channel.members.has(context.world.seed.bot.userId);
  channel.members.add(context.world.seed.bot.userId);
  return { channel: channelShape(context.world, channel), ...(already && { warning: 'already_in_channel' }) };
}

function open(context: ApiContext, raw: JsonObject): JsonObject {
  const { users, channel: id } = readArgs(z.object({ users: str.optional(), channel: str.optional() }), raw);
  if (users === undefined) {
    if (id === undefined) throw new SlackError('users_list_not_supplied');
    const channel = channelById(context, id);
    requireScope(context, kindOf(channel), 'write');
    return { channel: { id: channel.id } };
  }
  const ids = users.split(',').map((user) => user.trim());
  const [first] = ids;
  requireScope(context, ids.length > 1 ? 'mpim' : 'im', 'write');
  if (first === undefined || !context.world.users.has(first)) throw new SlackError('user_not_found');
  if (ids.length > 1) throw new SlackError('method_not_supported_for_channel_type');
  return { channel: { id: imChannel(context.world, first).id } };
}

function members(context: ApiContext, raw: JsonObject): JsonObject {
  const args = readArgs(z.object({ channel: str, cursor: str.optional(), limit: int.optional() }), raw);
  const channel = channelById(context, args.channel);
  requireScope(context, kindOf(channel), 'read');
  const page = paginate([...channel.members], args.cursor, args.limit ?? 100, 1000);
  return { members: page.items, response_metadata: { next_cursor: page.nextCursor } };
}

const READ = every.map((kind) => scopeFor(kind, 'read'));
const HISTORY = every.map((kind) => scopeFor(kind, 'history'));
const OPEN = every.map((kind) => scopeFor(kind, 'write'));

export const conversationMethods: Record<string, Method> = {
  'conversations.history': { scopes: HISTORY, tier: 3, run: history },
  'conversations.replies': { scopes: HISTORY, tier: 3, run: threadReplies },
  'conversations.list': { scopes: READ, tier: 2, run: list },
  'conversations.info': { scopes: READ, tier: 3, run: info },
  'conversations.join': { scopes: ['channels:join'], tier: 3, run: join },
  'conversations.open': { scopes: OPEN, tier: 3, run: open },
  'conversations.members': { scopes: READ, tier: 4, run: members },
};
