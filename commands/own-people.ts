import { z } from 'zod';
import type { Refusal } from '../src/domain/reasons.ts';
import type { Claim, Standing } from '../src/domain/standing.ts';
import type { Members } from '../src/platform/slack/members.ts';
import { within } from '../src/platform/within.ts';
import { reasonOf } from './answer.ts';
import type { BotDeps } from './deps.ts';

/** Whose request it is, as a command, a click, a form or an event says it; either shape of Slack's. */
const claimSchema = z.looseObject({
  user_id: z.string().optional(),
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  user: z.looseObject({ id: z.string(), team_id: z.string().nullish() }).optional(),
  team: z.looseObject({ id: z.string() }).nullish(),
  enterprise: z.looseObject({ id: z.string() }).nullish(),
  event: z.looseObject({ user: z.string() }).optional(),
});

/** Why this request is not listened to; null where it comes from one of our own people. Never throws. */
export type Doorkeeper = (body: unknown, withinMs: number) => Promise<Refusal | null>;

/**
 * The one place that decides whether somebody is one of our own people. Whoever that cannot be told of is sent away, with
 * the reason; what Slack says later is remembered for their next try.
 */
export function createDoorkeeper({ requests }: Pick<BotDeps, 'requests'>, members: Members): Doorkeeper {
  return async (body, withinMs) => {
    const claim = claimOf(body);
    try {
      if (!claim) throw new Error('a request that does not say whose it is');
      const standing = await within<Standing, null>(withinMs, members.standingOf(claim), null);
      if (standing === null) return unknown('Slack did not answer in time');
      if (standing.kind === 'member') return null;
      requests.log.warn({ user: claim.user, teams: claim.teamIds, why: standing.why }, 'none of our own people');
      return { code: 'outsider', why: standing.why };
    } catch (error) {
      requests.log.warn({ user: claim?.user, err: error }, 'it cannot be told who somebody is');
      return unknown(reasonOf(error));
    }
  };
}

function unknown(detail: string): Refusal {
  return { code: 'person-unknown', detail };
}

function claimOf(body: unknown): Claim | null {
  const said = claimSchema.safeParse(body).data;
  const user = said?.user?.id ?? said?.user_id ?? said?.event?.user;
  if (!said || !user) return null;
  const teamIds = [said.team_id, said.user?.team_id, said.team?.id].filter((id) => typeof id === 'string');
  return { user, teamIds, enterpriseId: said.enterprise?.id ?? said.enterprise_id ?? null };
}
