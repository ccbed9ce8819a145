import { completeState } from '../blocks/state.ts';
import type { JsonObject } from '../protocol.ts';
import { replies } from '../world/messages.ts';
import type { Message, StateValues, View } from '../world/model.ts';
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

/** A file as messages and files.completeUploadExternal show it; empty fields where it is not known. */
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
