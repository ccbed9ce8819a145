import { expect, it } from 'vitest';
import { flagsWith } from './world.ts';

const paths = {
  unleash: '/api/admin/projects/default/change-requests/pending/new-pricing',
  launchdarkly: '/api/v2/projects/default/flags/new-pricing/environments/production/approval-requests',
};

/** What each service tells of changes to a flag that wait for somebody: one here, and others that are of no account. */
const told = {
  unleash: [
    { id: 7, environment: 'development', state: 'In review', createdBy: { id: 1, username: 'ren' } },
    { id: 8, environment: 'production', state: 'Draft', createdBy: { id: 1, username: 'ren' } },
  ],
  launchdarkly: {
    items: [
      { _id: 'a', status: 'pending', reviewStatus: 'approved', description: 'on for all' },
      { _id: 'b', status: 'completed', reviewStatus: 'approved', description: 'off' },
    ],
  },
};
const said = {
  unleash: 'has open change requests in Unleash (#7 by ren)',
  launchdarkly: 'has open approval requests in LaunchDarkly (pending: on for all)',
};

function asks(kind: keyof typeof paths, status: number, body: unknown) {
  return flagsWith(kind, { path: paths[kind], status, body })?.pending?.('new-pricing');
}

it.each(['unleash', 'launchdarkly'] as const)(
  'what waits to change a flag is told by %s, where it tells that',
  async (kind) => {
    expect(await asks(kind, 200, told[kind])).toBe(said[kind]);
    expect(await asks(kind, 200, kind === 'unleash' ? [] : { items: [] })).toBeNull();
    expect(await asks(kind, 404, {})).toBeNull();
    expect(await asks(kind, 200, { other: 'things' })).toBeNull();
  },
);
