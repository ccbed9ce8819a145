import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import { findMessage } from '../world/messages.ts';
import { readArgs, str } from './args.ts';
import { type ApiContext, channelById, type Method, requireMessage } from './context.ts';
import { SlackError } from './errors.ts';

function authTest({ world, baseUrl }: ApiContext): JsonObject {
  const { team, bot } = world.seed;
  return {
    url: `${baseUrl}/`,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

function openConnection({ world, hub, baseUrl }: ApiContext): JsonObject {
  const address = baseUrl.replace(/^http/, 'ws');
  return { url: `${address}/link/?ticket=${hub.newTicket()}&app_id=${world.seed.bot.appId}` };
}

const reactionArgs = z.object({ channel: str, timestamp: str, name: str });

function addReaction(context: ApiContext, raw: JsonObject): JsonObject {
  const args = readArgs(reactionArgs, raw);
  const channel = channelById(context, args.channel);
  const message = requireMessage(findMessage(context.world, channel.id, args.timestamp));
  const name = args.name.replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
  const own = context.world.seed.bot.userId;
  const there = message.reactions.find((reaction) => reaction.name === name);
  if (there?.users.includes(own)) throw new SlackError('already_reacted');
  if (there) there.users.push(own);
  else message.reactions.push({ name, users: [own] });
  context.world.bus.emit({ type: 'message', message });
  return {};
}

export const sessionMethods: Record<string, Method> = {
  'auth.test': { scopes: [], tier: 4, run: authTest },
  'apps.connections.open': { scopes: ['connections:write'], token: 'app', tier: 1, run: openConnection },
  'reactions.add': { scopes: ['reactions:write'], tier: 3, run: addReaction },
};
