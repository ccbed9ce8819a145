import type { JsonObject } from '../protocol.ts';
import type { Channel, SeedGroup, User } from '../world/model.ts';
import type { World } from '../world/world.ts';

/** A channel as conversations.info and its like show it; a direct conversation has few of the fields. */
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

/** A person or bot as users.info and its like show them. */
export function userShape(world: World, user: User): JsonObject {
  const email = user.email ?? `${user.name}@${world.seed.team.domain}.example`;
  return {
    id: user.id,
    team_id: user.team?.id ?? world.seed.team.id,
    name: user.name,
    deleted: user.deleted ?? false,
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
      team: user.team?.id ?? world.seed.team.id,
    },
    is_admin: user.isAdmin ?? false,
    is_owner: false,
    is_restricted: user.guest !== undefined,
    is_ultra_restricted: user.guest === 'single-channel',
    ...(user.team && { is_stranger: true }),
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
  };
}

/** A user group as usergroups.list shows it. */
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
