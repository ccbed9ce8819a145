import { completeState } from '../blocks/state.ts';
import type { JsonObject } from '../protocol.ts';
import { replies } from '../world/messages.ts';
import type { Channel, Message, SeedGroup, StateValues, User, View } from '../world/model.ts';
import type { World } from '../world/world.ts';

/** Plain data as JSON; the type says what JSON.stringify would keep. */
export function asJson(value: object): JsonObject {
  return value as JsonObject;
}

/** A message as conversations.history and payloads show it. */
export function messageShape(world: World, message: Message, { metadata }: { metadata: boolean }): JsonObject {
  const { seed } = world;
  const below = message.ephemeralTo === undefined ? replies(world, message.channel, message.ts) : [];
  const inThread = message.threadTs ?? (below.length > 0 ? message.ts : undefined);
  return {
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: seed.team.id,
    ...(message.botId !== undefined && {
      bot_id: message.botId,
      app_id: seed.bot.appId,
      bot_profile: {
        id: message.botId,
        app_id: seed.bot.appId,
        name: seed.bot.name,
        deleted: false,
        team_id: seed.team.id,
      },
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.edited && { edited: message.edited }),
    ...(inThread !== undefined && { thread_ts: inThread }),
    ...(below.length > 0 && {
      reply_count: below.length,
      reply_users: [...new Set(below.map(({ user }) => user))],
      reply_users_count: new Set(below.map(({ user }) => user)).size,
      latest_reply: below.at(-1)?.ts ?? '',
    }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })),
    }),
    ...(message.files.length > 0 && { files: message.files.map((id) => fileShape(world, id)) }),
    ...(metadata && message.metadata && { metadata: asJson(message.metadata) }),
  };
}

export function fileShape(world: World, id: string): JsonObject {
  const file = world.files.get(id);
  return {
    id,
    title: file?.title ?? '',
    name: file?.filename ?? '',
    mimetype: file?.mimetype ?? '',
    size: file?.content.length ?? 0,
    user: world.seed.bot.userId,
  };
}

/** A view as the API and payloads show it. */
export function viewShape(world: World, view: View): JsonObject {
  const { seed } = world;
  const { body } = view;
  const values: StateValues = completeState(view.blocks, view.state);
  return {
    id: view.id,
    team_id: seed.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: body['private_metadata'] ?? '',
    callback_id: body['callback_id'] ?? '',
    state: { values: asJson(values) },
    hash: view.hash,
    title: body['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: body['clear_on_close'] ?? false,
    notify_on_close: body['notify_on_close'] ?? false,
    close: body['close'] ?? null,
    submit: body['submit'] ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: seed.bot.appId,
    external_id: body['external_id'] ?? '',
    app_installed_team_id: seed.team.id,
    bot_id: seed.bot.botId,
  };
}

export function channelShape(world: World, channel: Channel): JsonObject {
  const { seed } = world;
  const isMember = channel.members.has(seed.bot.userId);
  if (channel.imWith !== null) {
    return {
      id: channel.id,
      created: channel.created,
      is_im: true,
      is_org_shared: false,
      user: channel.imWith,
      priority: 0,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: false,
    is_shared: false,
    is_member: isMember,
    created: channel.created,
    context_team_id: seed.team.id,
    num_members: channel.members.size,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

export function userShape(world: World, user: User): JsonObject {
  const email = user.email ?? `${user.name}@${world.seed.team.domain}.example`;
  return {
    id: user.id,
    team_id: world.seed.team.id,
    name: user.name,
    deleted: false,
    color: user.color.replace(/^#/, ''),
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetSeconds(user.tz, world.clock.now()),
    profile: {
      title: user.title,
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      ...(!user.isBot && { email }),
      team: world.seed.team.id,
    },
    is_admin: user.isAdmin ?? false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
  };
}

export function groupShape(world: World, group: SeedGroup, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: world.seed.team.id,
    is_usergroup: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: 0,
    user_count: group.members.length,
    ...(withUsers && { users: group.members }),
  };
}

/** How far a time zone is from UTC now, in seconds. */
function offsetSeconds(tz: string, nowMs: number): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' })
    .formatToParts(nowMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}
