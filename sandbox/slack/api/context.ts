import type { CheckContext } from '../blocks/check.ts';
import type { SocketHub } from '../delivery/socket.ts';
import type { JsonObject } from '../protocol.ts';
import type { Channel, Message } from '../world/model.ts';
import type { World } from '../world/world.ts';
import { SlackError } from './errors.ts';

/** What a method may use. */
export interface ApiContext {
  world: World;
  hub: SocketHub;
  /** Of the bot token. */
  scopes: readonly string[];
  /** http://127.0.0.1:port, without a slash at the end. */
  baseUrl: string;
  /** How long a trigger id lives, in ms. */
  triggerMs: number;
  /** How long after the end of its upload a file can be named in blocks, in ms. */
  fileReadyMs: number;
}

/**
 * One Web API method: which scopes it needs (any one of them; the method itself asks for the one that goes with the kind
 * of channel, by `requireScope`), which token, how fast, and what it does.
 */
export interface Method {
  scopes: readonly string[];
  token?: 'bot' | 'app';
  /** Slack's rate limit tier, or one call a second for each channel. */
  tier: 1 | 2 | 3 | 4 | 'per_channel';
  run(context: ApiContext, args: JsonObject): JsonObject;
}

/** @throws SlackError channel_not_found, also for a private channel without the bot */
export function channelById(context: ApiContext, id: string): Channel {
  const channel = context.world.channels.get(id);
  if (!channel) throw new SlackError('channel_not_found');
  const hidden = channel.isPrivate && !channel.members.has(context.world.seed.bot.userId);
  if (hidden) throw new SlackError('channel_not_found');
  return channel;
}

/** @throws SlackError not_in_channel */
export function requireMember(context: ApiContext, channel: Channel): void {
  if (!channel.members.has(context.world.seed.bot.userId)) throw new SlackError('not_in_channel');
}

/** @throws SlackError message_not_found */
export function requireMessage(message: Message | undefined): Message {
  if (!message) throw new SlackError('message_not_found');
  return message;
}

export function checkContext(world: World): CheckContext {
  return {
    hasFile(id) {
      const file = world.files.get(id);
      return file?.status === 'complete' && world.clock.now() >= file.readyAt;
    },
  };
}

/** True if this bot wrote the message. */
export function isOwn(context: ApiContext, message: Message): boolean {
  return message.botId === context.world.seed.bot.botId;
}
