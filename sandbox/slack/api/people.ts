import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import { bool, int, readArgs, str } from './args.ts';
import type { ApiContext, Method } from './context.ts';
import { groupShape, userShape } from './directory-shapes.ts';
import { SlackError } from './errors.ts';
import { paginate } from './paging.ts';

function info(context: ApiContext, raw: JsonObject): JsonObject {
  const user = context.world.users.get(readArgs(z.object({ user: str }), raw).user);
  if (!user) throw new SlackError('user_not_found');
  return { user: userShape(context.world, user) };
}

function list(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(z.object({ cursor: str.optional(), limit: int.optional() }), raw);
  const page = paginate([...world.users.values()], args.cursor, args.limit ?? 0, 1000);
  return {
    members: page.items.map((user) => userShape(world, user)),
    cache_ts: Math.floor(world.clock.now() / 1000),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function lookupByEmail(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const { email } = readArgs(z.object({ email: str }), raw);
  for (const user of world.users.values()) {
    const own = user.email ?? `${user.name}@${world.seed.team.domain}.example`;
    if (!user.isBot && own.toLowerCase() === email.toLowerCase()) return { user: userShape(world, user) };
  }
  throw new SlackError('users_not_found');
}

function groups(context: ApiContext, raw: JsonObject): JsonObject {
  const args = readArgs(z.object({ include_users: bool.optional() }), raw);
  const { world } = context;
  return { usergroups: world.seed.groups.map((group) => groupShape(world, group, args.include_users === true)) };
}

function groupUsers(context: ApiContext, raw: JsonObject): JsonObject {
  const { usergroup } = readArgs(z.object({ usergroup: str }), raw);
  const group = context.world.seed.groups.find(({ id }) => id === usergroup);
  if (!group) throw new SlackError('no_such_subteam');
  return { users: group.members };
}

export const peopleMethods: Record<string, Method> = {
  'users.info': { scopes: ['users:read'], tier: 4, run: info },
  'users.list': { scopes: ['users:read'], tier: 2, run: list },
  'users.lookupByEmail': { scopes: ['users:read.email'], tier: 3, run: lookupByEmail },
  'usergroups.list': { scopes: ['usergroups:read'], tier: 2, run: groups },
  'usergroups.users.list': { scopes: ['usergroups:read'], tier: 2, run: groupUsers },
};
