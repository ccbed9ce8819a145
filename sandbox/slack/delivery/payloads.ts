import { messageShape, viewShape } from '../api/shapes.ts';
import type { JsonObject } from '../protocol.ts';
import type { Channel, Message, View } from '../world/model.ts';
import type { World } from '../world/world.ts';
import { newResponseUrl, newTrigger, verificationToken } from './handles.ts';

/** The fields of a slash command, all strings, as in the form that Slack posts. */
export function commandPayload(
  world: World,
  baseUrl: string,
  input: { user: string; channel: Channel; command: string; text: string },
): Record<string, string> {
  const { seed } = world;
  const { user, channel, command, text } = input;
  const team = teamOf(world, user);
  return {
    token: verificationToken(world),
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.imWith === null ? channel.name : 'directmessage',
    user_id: user,
    user_name: world.users.get(user)?.name ?? user,
    command,
    text,
    api_app_id: seed.bot.appId,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(world, baseUrl, { user, channel: channel.id }),
    trigger_id: newTrigger(world, user),
  };
}

/** The workspace that a person acts from: their own, also in a channel that ours shares with it. */
function teamOf(world: World, user: string): { id: string; domain: string } {
  return world.users.get(user)?.team ?? world.seed.team;
}

/** What all interactive payloads share. */
function common(world: World, type: string, user: string): JsonObject {
  const { bot } = world.seed;
  const team = teamOf(world, user);
  const name = world.users.get(user)?.name ?? user;
  return {
    type,
    user: { id: user, username: name, name, team_id: team.id },
    api_app_id: bot.appId,
    token: verificationToken(world),
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** block_actions from a message. An ephemeral message is not repeated in the payload. */
export function messageActionPayload(
  world: World,
  baseUrl: string,
  input: { user: string; message: Message; action: JsonObject; values: JsonObject },
): JsonObject {
  const { user, message, action, values } = input;
  const channel = world.channels.get(message.channel);
  const ephemeral = message.ephemeralTo !== undefined;
  const target = { user, channel: message.channel, original: { ts: message.ts, ephemeral } };
  return {
    ...common(world, 'block_actions', user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    trigger_id: newTrigger(world, user),
    channel: { id: message.channel, name: channel?.imWith === null ? channel.name : 'directmessage' },
    ...(!ephemeral && { message: messageShape(world, message, { metadata: true }) }),
    state: { values },
    response_url: newResponseUrl(
      world,
      baseUrl,
      message.threadTs === undefined ? target : { ...target, threadTs: message.threadTs },
    ),
    actions: [stamp(world, action)],
  };
}

/** block_actions from a modal or a home tab: no channel and no response_url. */
export function viewActionPayload(world: World, input: { user: string; view: View; action: JsonObject }): JsonObject {
  const { user, view, action } = input;
  return {
    ...common(world, 'block_actions', user),
    container: { type: 'view', view_id: view.id },
    trigger_id: newTrigger(world, user, view.id),
    view: viewShape(world, view),
    actions: [stamp(world, action)],
  };
}

/** view_submission: what was typed and chosen in a modal. */
export function submissionPayload(world: World, view: View): JsonObject {
  return {
    ...common(world, 'view_submission', view.userId),
    trigger_id: newTrigger(world, view.userId, view.id),
    view: viewShape(world, view),
    response_urls: [],
  };
}

/** view_closed. @param cleared whether the whole stack of modals was closed at once */
export function closedPayload(world: World, view: View, cleared: boolean): JsonObject {
  return { ...common(world, 'view_closed', view.userId), view: viewShape(world, view), is_cleared: cleared };
}

/** block_suggestion: asks for the options of an external select in which `value` has been typed. */
export function suggestionPayload(
  world: World,
  input: { view: View; blockId: string; actionId: string; value: string },
): JsonObject {
  const { view, blockId, actionId, value } = input;
  return {
    ...common(world, 'block_suggestion', view.userId),
    container: { type: 'view', view_id: view.id },
    view: viewShape(world, view),
    block_id: blockId,
    action_id: actionId,
    value,
  };
}

function stamp(world: World, action: JsonObject): JsonObject {
  return { ...action, action_ts: world.ids.ts() };
}
