import { describe, expect, it } from 'vitest';
import { comesFromElsewhere, type Profile, standingOf, type Workspace } from '../../../src/domain/standing.ts';

type Active = Extract<Profile, { deactivated: false }>;

const plain: Workspace = { teamId: 'T1', enterpriseId: null, organizationWide: false };
const inGrid: Workspace = { ...plain, enterpriseId: 'E1' };
const orgWide: Workspace = { ...inGrid, organizationWide: true };
const member: Active = {
  id: 'U1',
  deactivated: false,
  teamId: 'T1',
  bot: false,
  guest: false,
  stranger: false,
  enterprise: null,
};
const of = (enterprise: string, ...teamIds: string[]): Active => ({
  ...member,
  teamId: 'T9',
  enterprise: { id: enterprise, teamIds },
});

describe('who somebody is', () => {
  it.each<[string, Profile, Workspace, string]>([
    ['a full member', member, plain, 'member'],
    ['a guest', { ...member, guest: true }, plain, 'guest'],
    ['a bot', { ...member, bot: true }, plain, 'bot'],
    ['Slackbot, whose profile does not say that it is one', { ...member, id: 'USLACKBOT' }, plain, 'bot'],
    ['a stranger of Slack Connect', { ...member, stranger: true }, plain, 'other-workspace'],
    ['somebody of another workspace', { ...member, teamId: 'T2' }, plain, 'other-workspace'],
    ['a guest of another workspace', { ...member, teamId: 'T2', guest: true }, plain, 'other-workspace'],
    ['somebody whose account is deactivated', { id: 'U1', deactivated: true }, plain, 'deactivated'],
    ['somebody of the organization in this workspace', of('E1', 'T9', 'T1'), inGrid, 'member'],
    ['somebody of the organization in another workspace', of('E1', 'T9'), inGrid, 'other-workspace'],
    ['the same, where Sluice serves the whole organization', of('E1', 'T9'), orgWide, 'member'],
    ['somebody of another organization', of('E2', 'T1'), orgWide, 'other-workspace'],
    ['the same, where ours belongs to none', of('E2', 'T1'), plain, 'other-workspace'],
  ])('%s', (_who, profile, here, expected) => {
    const standing = standingOf(profile, here);
    expect(standing.kind === 'member' ? 'member' : standing.why).toBe(expected);
  });

  it.each<[string, string[], string | null, Workspace, boolean]>([
    ['from here', ['T1', 'T1'], null, plain, false],
    ['that does not say from where', [], null, plain, false],
    ['of a person from elsewhere', ['T1', 'T2'], null, plain, true],
    ['of another organization', ['T2'], 'E2', inGrid, true],
    ['of another workspace of ours, which the profile decides on', ['T9'], 'E1', inGrid, false],
    ['in the name of the organization', ['E1'], null, inGrid, false],
    ['of an organization where ours belongs to none', ['T2'], 'E2', plain, true],
  ])('a request %s', (_what, teamIds, enterpriseId, here, elsewhere) => {
    expect(comesFromElsewhere({ user: 'U1', teamIds, enterpriseId }, here)).toBe(elsewhere);
  });
});
