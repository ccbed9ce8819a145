import { z } from 'zod';
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

/** Who is who. */
export function directory(call: Call) {
  return {
    async whoAmI() {
      const answer = z
        .looseObject({
          user_id: z.string(),
          team: z.string(),
          response_metadata: z.looseObject({ scopes: z.array(z.string()).default([]) }).optional(),
        })
        .parse(await call('auth.test', {}));
      return { userId: answer.user_id, team: answer.team, scopes: answer.response_metadata?.scopes ?? [] };
    },
    async userName(user: string): Promise<string> {
      const found = userSchema.parse(await call('users.info', { user })).user;
      return found.profile?.display_name || found.name;
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
