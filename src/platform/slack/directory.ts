import { z } from 'zod';
import type { Profile } from '../../domain/standing.ts';
import type { Call } from './call.ts';

const groupsSchema = z.looseObject({
  usergroups: z.array(z.looseObject({ id: z.string(), handle: z.string(), users: z.array(z.string()).default([]) })),
});
const userSchema = z.looseObject({
  user: z.looseObject({
    name: z.string(),
    real_name: z.string().optional(),
    profile: z.looseObject({ display_name: z.string().optional() }).optional(),
  }),
});

/** What is missing of an active person's kind is not taken for "no". */
const profileSchema = z.looseObject({
  user: z.discriminatedUnion('deleted', [
    z.looseObject({ deleted: z.literal(true), id: z.string() }),
    z.looseObject({
      deleted: z.literal(false),
      id: z.string(),
      team_id: z.string(),
      is_bot: z.boolean(),
      is_restricted: z.boolean(),
      is_ultra_restricted: z.boolean(),
      /** Slack says it only where it is so. */
      is_stranger: z.boolean().default(false),
      enterprise_user: z.looseObject({ enterprise_id: z.string(), teams: z.array(z.string()).default([]) }).optional(),
    }),
  ]),
});

/** Who is who. */
export function directory(call: Call) {
  return {
    async whoAmI() {
      const answer = z
        .looseObject({
          user_id: z.string(),
          team: z.string(),
          team_id: z.string(),
          enterprise_id: z.string().nullish(),
          is_enterprise_install: z.boolean().default(false),
          response_metadata: z.looseObject({ scopes: z.array(z.string()).default([]) }).optional(),
        })
        .parse(await call('auth.test', {}));
      return {
        userId: answer.user_id,
        team: answer.team,
        teamId: answer.team_id,
        enterpriseId: answer.enterprise_id ?? null,
        organizationWide: answer.is_enterprise_install,
        scopes: answer.response_metadata?.scopes ?? [],
      };
    },
    async userName(user: string): Promise<string> {
      const found = userSchema.parse(await call('users.info', { user })).user;
      return found.profile?.display_name || found.name;
    },
    async getUser(user: string): Promise<Profile> {
      const found = profileSchema.parse(await call('users.info', { user })).user;
      if (found.deleted) return { id: found.id, deactivated: true };
      const { enterprise_user: enterprise } = found;
      return {
        id: found.id,
        deactivated: false,
        teamId: found.team_id,
        bot: found.is_bot,
        guest: found.is_restricted || found.is_ultra_restricted,
        stranger: found.is_stranger,
        enterprise: enterprise ? { id: enterprise.enterprise_id, teamIds: enterprise.teams } : null,
      };
    },
    async groups() {
      const { usergroups } = groupsSchema.parse(await call('usergroups.list', { include_users: true }));
      return usergroups.map(({ id, handle, users }) => ({ id, handle, members: users }));
    },
    async openDirect(user: string): Promise<string> {
      const answer = await call('conversations.open', { users: user });
      return z.looseObject({ channel: z.looseObject({ id: z.string() }) }).parse(answer).channel.id;
    },
  };
}
