import { describe, expect, it } from 'vitest';
import { flagsWith } from './world.ts';

/** What each service says of an environment in which changes need somebody's consent, and of one in which they do not. */
const says = {
  unleash: (needed: boolean) => [{ environment: 'development', type: 'development', changeRequestEnabled: needed }],
  launchdarkly: (needed: boolean) => ({ key: 'production', approvalSettings: { required: needed } }),
  split: (needed: boolean) => [{ id: 'e1', name: 'production', changePermissions: { areApprovalsRequired: needed } }],
};
const paths = {
  unleash: '/api/admin/projects/default/change-requests/config',
  launchdarkly: '/api/v2/projects/default/environments/production',
  split: '/internal/api/v2/environments/ws/w1',
};

function asks(kind: keyof typeof says, status: number, body: unknown) {
  return flagsWith(kind, { path: paths[kind], status, body })?.consent?.();
}

describe('who else must consent to a change of a flag', () => {
  it.each(['unleash', 'launchdarkly', 'split'] as const)('is told by %s, where it tells that', async (kind) => {
    expect(await asks(kind, 200, says[kind](true))).toMatch(/change requests|requires an approval/);
    expect(await asks(kind, 200, says[kind](false))).toBeNull();
    expect(await asks(kind, 404, {})).toBeNull();
  });

  it('names the tags by which LaunchDarkly asks for it', async () => {
    const body = { key: 'production', approvalSettings: { required: true, requiredApprovalTags: ['billing'] } };
    expect(await asks('launchdarkly', 200, body)).toContain('tagged billing');
  });
});
