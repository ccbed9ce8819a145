/** Why somebody is none of our own people. */
export type OutsiderKind = 'guest' | 'bot' | 'deactivated' | 'other-workspace' | 'not-here';

export type Standing = { kind: 'member' } | { kind: 'outsider'; why: OutsiderKind };

/** The workspace that Sluice serves. */
export interface Workspace {
  teamId: string;
  /** The organization it belongs to, on Enterprise Grid. */
  enterpriseId: string | null;
  /** Sluice is installed for the whole organization: then its members are our own people. */
  organizationWide: boolean;
}

/** Who somebody says to be, in what Slack sent of them. */
export interface Claim {
  user: string;
  /** All workspaces that stand there. */
  teamIds: readonly string[];
  enterpriseId: string | null;
}

/** What Slack's directory says of a person. */
export type Profile =
  | { id: string; deactivated: true }
  | {
      id: string;
      deactivated: false;
      teamId: string;
      bot: boolean;
      /** Of some channels only. */
      guest: boolean;
      /** Of another workspace that shares a channel with ours. */
      stranger: boolean;
      /** On Enterprise Grid: their organization, and its workspaces that they belong to. */
      enterprise: { id: string; teamIds: readonly string[] } | null;
    };

/** Slackbot's profile does not say that it is a bot. */
const slackbot = 'USLACKBOT';

/** Whether the request comes from another workspace by its own words; those of one organization are told apart by profile. */
export function comesFromElsewhere(claim: Claim, here: Workspace): boolean {
  if (here.enterpriseId !== null && claim.enterpriseId === here.enterpriseId) return false;
  return claim.teamIds.some((id) => id !== here.teamId && id !== here.enterpriseId);
}

/** Only full members of our own workspace are our own people. */
export function standingOf(profile: Profile, here: Workspace): Standing {
  if (profile.deactivated) return outsider('deactivated');
  if (profile.bot || profile.id === slackbot) return outsider('bot');
  if (profile.stranger || !belongsTo(profile, here)) return outsider('other-workspace');
  return profile.guest ? outsider('guest') : { kind: 'member' };
}

function belongsTo(
  { teamId, enterprise }: Extract<Profile, { deactivated: false }>,
  { teamId: ours, enterpriseId, organizationWide }: Workspace,
): boolean {
  if (teamId === ours) return true;
  if (enterprise === null || enterprise.id !== enterpriseId) return false;
  return organizationWide || enterprise.teamIds.includes(ours);
}

export function outsider(why: OutsiderKind): Standing {
  return { kind: 'outsider', why };
}
