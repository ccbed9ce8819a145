import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Profile } from '../../../src/domain/standing.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createMembers, type Members } from '../../../src/platform/slack/members.ts';

const workspace = { userId: 'UBOT', team: 'riverside', teamId: 'T1', enterpriseId: null, organizationWide: false };
const profile: Profile = {
  id: 'U0MIKA',
  deactivated: false,
  teamId: 'T1',
  bot: false,
  guest: false,
  stranger: false,
  enterprise: null,
};
const claim = { user: 'U0MIKA', teamIds: ['T1'], enterpriseId: null };
const member = { kind: 'member' };
const guest = { kind: 'outsider', why: 'guest' };

/** A Slack that hangs: it neither answers nor refuses until it is told to. */
let hanging: PromiseWithResolvers<Profile>[];
let away: { users: boolean; workspace: boolean };
let members: Members;

beforeEach(async () => {
  vi.useFakeTimers();
  hanging = [];
  away = { users: false, workspace: false };
  members = createMembers(
    {
      getUser: async () => {
        if (!away.users) return profile;
        const answer = Promise.withResolvers<Profile>();
        hanging.push(answer);
        return answer.promise;
      },
      whoAmI: () => (away.workspace ? new Promise(() => undefined) : Promise.resolve({ ...workspace, scopes: [] })),
    },
    systemClock,
  );
  await expect(members.standingOf(claim)).resolves.toEqual(member);
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is said within half a second, which a form still has. */
async function askedNow(): Promise<unknown> {
  let said: unknown = 'nothing yet';
  void members.standingOf(claim).then((standing) => {
    said = standing;
  });
  await vi.advanceTimersByTimeAsync(500);
  return said;
}

it('whom Slack called a member lately is one while it hangs, and not for longer than in any other outage', async () => {
  away.users = true;
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(await askedNow()).toEqual(member);
  expect(await askedNow()).toEqual(member);
  expect(hanging).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(6 * 60_000);
  expect(await askedNow()).toBe('nothing yet');
});

it('what Slack says late counts from then on', async () => {
  away.users = true;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(await askedNow()).toEqual(member);
  hanging[0]?.resolve({ ...profile, guest: true });
  expect(await askedNow()).toEqual(guest);
});

it('whoever is not known yet has to wait for Slack', async () => {
  away.users = true;
  let said: unknown = 'nothing yet';
  void members.standingOf({ ...claim, user: 'U0REN' }).then((standing) => {
    said = standing;
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(said).toBe('nothing yet');
  hanging[0]?.resolve({ ...profile, id: 'U0REN' });
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toEqual(member);
});

it('which workspace it is does not change while Slack hangs', async () => {
  away = { users: false, workspace: true };
  await vi.advanceTimersByTimeAsync(3_600_001);
  expect(await askedNow()).toEqual(member);
});
