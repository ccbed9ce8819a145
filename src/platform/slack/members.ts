import {
  type Claim,
  comesFromElsewhere,
  outsider,
  type Standing,
  standingOf,
  type Workspace,
} from '../../domain/standing.ts';
import type { Clock } from '../clock.ts';
import { latest } from '../latest.ts';
import { within } from '../within.ts';
import { SlackError, type SlackPort } from './port.ts';

/** As long as a membership in a group is believed: a member who becomes a guest is one for Sluice within this time. */
const lifeMs = 60_000;
/** Where Slack does not answer, what it said this lately still counts: a bad release must not wait for Slack. */
const outageMs = 15 * 60_000;
/**
 * Whom Slack has called something lately waits no longer than this (ms) for what it says now: a Slack that hangs is away as
 * well, and a form has less than a second. What it says later counts from then on.
 */
const patienceMs = 300;
const workspaceLifeMs = 3_600_000;
const remembered = 10_000;

/** How Slack says that there is nobody of this id, or nobody whom we may see. */
const nobody = ['user_not_found', 'users_not_found', 'user_not_visible'];

export interface Members {
  /** Throws where Slack does not say: nobody may take that for a yes. */
  standingOf(claim: Claim): Promise<Standing>;
}

/** Who is one of our own people, asked of Slack and remembered for a while. */
export function createMembers(slack: Pick<SlackPort, 'getUser' | 'whoAmI'>, clock: Clock): Members {
  const known = latest<{ standing: Standing; at: number }>(remembered);
  const asking = new Map<string, Promise<Standing>>();
  let workspace: { here: Workspace; at: number } | null = null;
  let naming: Promise<Workspace> | null = null;

  async function ours(): Promise<Workspace> {
    const last = workspace;
    if (last && clock.now() - last.at < workspaceLifeMs) return last.here;
    naming ??= lookHere().finally(() => {
      naming = null;
    });
    return last ? within(patienceMs, naming, last.here).catch(() => last.here) : naming;
  }

  async function lookHere(): Promise<Workspace> {
    const { teamId, enterpriseId, organizationWide } = await slack.whoAmI();
    const here = { teamId, enterpriseId, organizationWide };
    workspace = { here, at: clock.now() };
    return here;
  }

  async function look(user: string, here: Workspace): Promise<Standing> {
    try {
      return remember(user, standingOf(await slack.getUser(user), here));
    } catch (error) {
      if (error instanceof SlackError && nobody.includes(error.code)) return remember(user, outsider('not-here'));
      const last = known.get(user);
      if (last && error instanceof SlackError && error.retryable && clock.now() - last.at < outageMs)
        return last.standing;
      throw error;
    }
  }

  function remember(user: string, standing: Standing): Standing {
    known.set(user, { standing, at: clock.now() });
    return standing;
  }

  return {
    async standingOf(claim) {
      const here = await ours();
      if (comesFromElsewhere(claim, here)) return outsider('other-workspace');
      const { user } = claim;
      const last = known.get(user);
      if (last && clock.now() - last.at < lifeMs) return last.standing;
      const asked = asking.get(user) ?? look(user, here).finally(() => asking.delete(user));
      asking.set(user, asked);
      const counts = last && clock.now() - last.at < outageMs;
      return counts ? within(patienceMs, asked, last.standing) : asked;
    },
  };
}
