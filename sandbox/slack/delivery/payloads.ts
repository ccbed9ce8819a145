import { createHash } from 'node:crypto';
import { messageShape, viewShape } from '../api/shapes.ts';
import type { JsonObject } from '../protocol.ts';
import { forget } from '../world/memory.ts';
import type { Channel, Message, View } from '../world/model.ts';
import { imChannel, type ResponseTarget, type Trigger, type World } from '../world/world.ts';

/** A response_url lives this long and takes this many answers. */
const RESPONSE_TTL_MS = 30 * 60_000;

/** Slack's old shared secret: sent, and to be ignored by apps, which check the signature. */
function verificationToken(world: World): string {
  return createHash('sha256').update(world.seed.signingSecret).digest('base64url').slice(0, 24);
}

/** A new trigger id for a person, valid once within three seconds. */
function newTrigger(world: World, user: string, viewId?: string): string {
  const id = `${Math.floor(world.clock.now())}.${world.seed.team.id.length}${world.ids.hex(3)}.${world.ids.hex(16)}`;
  // A day is far beyond its life: an old id is still told from an unknown one.
  forget(world.triggers, ({ issuedAt }) => world.clock.now() - issuedAt > 86_400_000);
  const trigger: Trigger = { user, issuedAt: world.clock.now(), used: false };
  if (viewId !== undefined) trigger.viewId = viewId;
  world.triggers.set(id, trigger);
  return id;
}

/** A new address for answers by POST. */
function newResponseUrl(world: World, baseUrl: string, target: Omit<ResponseTarget, 'uses' | 'expiresAt'>): string {
  forget(world.responses, ({ expiresAt }) => world.clock.now() - expiresAt > 86_400_000);
  const key = world.ids.hex(16);
  world.responses.set(key, { ...target, uses: 0, expiresAt: world.clock.now() + RESPONSE_TTL_MS });
  return `${baseUrl}/response/${world.seed.team.id}/${key}`;
}

/** The fields of a slash command, all strings, as in the form that Slack posts. */
export function commandPayload(
  world: World,
  baseUrl: string,
  input: { user: string; channel: Channel; command: string; text: string },
): Record<string, string> {
  const { seed } = world;
  const { user, channel, command, text } = input;
  return {
    token: verificationToken(world),
    team_id: seed.team.id,
    team_domain: seed.team.domain,
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

/** What all interactive payloads share. */
function common(world: World, type: string, user: string): JsonObject {
  const { team, bot } = world.seed;
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

export function submissionPayload(world: World, view: View): JsonObject {
  return {
    ...common(world, 'view_submission', view.userId),
    trigger_id: newTrigger(world, view.userId, view.id),
    view: viewShape(world, view),
    response_urls: [],
  };
}

export function closedPayload(world: World, view: View, cleared: boolean): JsonObject {
  return { ...common(world, 'view_closed', view.userId), view: viewShape(world, view), is_cleared: cleared };
}

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

/** The wrapper in which every event of the Events API comes. */
function eventPayload(world: World, event: JsonObject): JsonObject {
  const { team, bot } = world.seed;
  return {
    token: verificationToken(world),
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: world.ids.next('Ev'),
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

export function homeOpenedEvent(world: World, user: string): JsonObject {
  const home = world.homes.get(user);
  return eventPayload(world, {
    type: 'app_home_opened',
    user,
    channel: imChannel(world, user).id,
    tab: 'home',
    event_ts: world.ids.ts(),
    ...(home && { view: viewShape(world, home) }),
  });
}

/** The event of a person's message: app_mention in a channel, message in a direct conversation. */
export function messageEvent(world: World, message: Message): JsonObject {
  const channel = world.channels.get(message.channel);
  const direct = channel?.imWith !== null;
  const shape = messageShape(world, message, { metadata: false });
  return eventPayload(world, {
    ...shape,
    type: direct ? 'message' : 'app_mention',
    channel: message.channel,
    event_ts: message.ts,
    ...(direct && { channel_type: 'im' }),
  });
}

function stamp(world: World, action: JsonObject): JsonObject {
  return { ...action, action_ts: world.ids.ts() };
}
