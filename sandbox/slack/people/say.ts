import { SlackError } from '../api/errors.ts';
import type { Deliverer } from '../delivery/deliver.ts';
import { messageEvent } from '../delivery/events.ts';
import { commandPayload } from '../delivery/payloads.ts';
import type { JsonObject } from '../protocol.ts';
import { applyResponse } from '../server/responses.ts';
import { encodeMentions, escapeText } from '../world/mentions.ts';
import { addMessage, findMessage } from '../world/messages.ts';
import type { Channel } from '../world/model.ts';
import { maySee, SLACKBOT, type World } from '../world/world.ts';
import { type ActResult, done, refused } from './result.ts';

export interface PeopleDeps {
  world: World;
  deliverer: Deliverer;
  /** http://127.0.0.1:port */
  baseUrl(): string;
}

/** A person sends what is in the message box: a message or a slash command. */
export async function say(
  deps: PeopleDeps,
  input: { user: string; channel: string; text: string; threadTs?: string | undefined },
): Promise<ActResult> {
  const { world } = deps;
  const channel = world.channels.get(input.channel);
  if (!channel || !maySee(channel, input.user)) return refused('There is no such channel.');
  if (channel.isArchived) return refused('This channel is archived.');
  channel.members.add(input.user);
  const text = input.text.trim();
  if (text === '') return refused('There is nothing to send.');
  if (text.startsWith('/')) return command(deps, channel, input.user, text, input.threadTs);
  if (input.threadTs !== undefined && !findMessage(world, channel.id, input.threadTs)) {
    return refused('That thread is no longer there.');
  }
  const message = addMessage(world, {
    channel: channel.id,
    user: input.user,
    text: encodeMentions(world, escapeText(text), false),
    threadTs: input.threadTs,
  });
  const { bot } = world.seed;
  const mentioned = message.text.includes(`<@${bot.userId}>`) && channel.members.has(bot.userId);
  if (mentioned || channel.imWith !== null)
    await deps.deliverer.deliver('events_api', messageEvent(world, message), false);
  return done;
}

async function command(
  deps: PeopleDeps,
  channel: Channel,
  user: string,
  text: string,
  threadTs: string | undefined,
): Promise<ActResult> {
  const { world } = deps;
  const [, name = '', rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const known = world.seed.commands.find((entry) => entry.command === name);
  if (!known) return slackbot(world, channel.id, user, `${escapeText(name)} is not a valid command.`);
  if (threadTs !== undefined) {
    return slackbot(world, channel.id, user, `${name} is not supported in threads. Sorry!`, threadTs);
  }
  const escaped = escapeText(rest);
  const sent = known.escape === true ? encodeMentions(world, escaped, true) : escaped;
  const payload = commandPayload(world, deps.baseUrl(), { user, channel, command: name, text: sent });
  const outcome = await deps.deliverer.deliver('slash_commands', payload, true);
  if (outcome.kind === 'failed') {
    return slackbot(world, channel.id, user, `${name} failed with the error “${outcome.error}”`);
  }
  const answer = typeof outcome.payload === 'string' ? { text: outcome.payload } : outcome.payload;
  return answer === null ? done : answerCommand(world, channel.id, user, name, answer);
}

/** The acknowledgement itself may be an answer. */
function answerCommand(world: World, channel: string, user: string, name: string, answer: JsonObject): ActResult {
  try {
    applyResponse(world, { user, channel, uses: 0, expiresAt: Number.POSITIVE_INFINITY }, answer);
    return done;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return slackbot(world, channel, user, `${name} failed with the error “${error.code}”`);
  }
}

function slackbot(world: World, channel: string, user: string, text: string, threadTs?: string): ActResult {
  addMessage(world, { channel, user: SLACKBOT, text, ephemeralTo: user, threadTs });
  return refused(text);
}
