import { messageShape, viewShape } from '../api/shapes.ts';
import type { JsonObject } from '../protocol.ts';
import type { Message } from '../world/model.ts';
import { imChannel, type World } from '../world/world.ts';
import { verificationToken } from './handles.ts';

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

/** The event of a person who opens the home tab, which comes with what stands there. */
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
