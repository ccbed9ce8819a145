import { z } from 'zod';
import { builtIn } from './defaults.ts';
import { field, group, link, mention, someTime, user } from './fields.ts';
import { signalSettings } from './signal-settings.ts';

const { analysis, approval, limits } = builtIn;

const count = z.number({ error: 'expected a whole number' }).int().nonnegative({ error: 'expected 0 or more' });
const positive = z.number({ error: 'expected a whole number' }).int().positive({ error: 'expected a number above 0' });

/**
 * Merged member by member with the levels above.
 * @param usualIntervals how often each source of figures is asked when nothing is said, in words
 */
export function analysisSection(usualIntervals: string) {
  return z.strictObject({
    judge: field(
      z.enum(['baseline', 'threshold']),
      '`baseline` compares with the old version now, `threshold` with the fixed limits alone.',
      analysis.judge,
    ),
    interval: field(someTime, `How often it is measured. Default: ${usualIntervals}.`),
    minRequests: field(
      positive,
      'Requests that a version must have served before it can be judged healthy.',
      analysis.minRequests,
    ),
    ...signalSettings,
    startRestarts: field(
      count,
      'How often a container of the new version may end in one pod before it has been ready for the first time.',
      analysis.startRestarts,
    ),
    restarts: field(
      count,
      "How often it may end once it has been ready. More is borne only as far as the old version's pods restart as well.",
      analysis.restarts,
    ),
    patience: field(
      someTime,
      'How long a version that serves traffic may lack figures, or its query fail, before a person is asked.',
      analysis.patience,
    ),
    verifyShare: field(
      z.boolean(),
      'Whether the requests at the pods are compared with the share that the routes give. Turn it off where much of the traffic does not pass by the routes.',
      analysis.verifyShare,
    ),
  });
}

const approvers = {
  groups: z.array(group, { error: 'expected a list of user groups, such as [payments-leads]' }),
  users: z.array(user, { error: 'expected a list of Slack user ids, such as [U012AB3CD]' }),
};

/** Who must agree that a version comes back. Merged as a whole with the levels above. */
const approvalBackSection = z.strictObject({
  required: count.meta({
    description: 'How many different people must agree before a version comes back; 0 starts at once.',
    examples: [1],
  }),
  groups: field(approvers.groups, 'Handles of the groups whose members may. Default: those of `approval`.'),
  users: field(approvers.users, 'Ids of the people who may. Default: those of `approval`.'),
  selfApproval: field(z.boolean(), 'Whether people may agree to what they asked for. Default: as in `approval`.'),
});

/** Merged member by member with the levels above. */
export const approvalSection = z.strictObject({
  required: field(
    count,
    'How many different people must approve; 0 starts at once. Default: 1 in protected environments, else 0.',
  ),
  groups: field(
    approvers.groups,
    'Handles of the Slack user groups whose members may approve. With no groups and no users: anyone, which a protected environment does not allow.',
    approval.groups,
  ),
  users: field(approvers.users, 'Slack user ids of people who may approve.', approval.users),
  selfApproval: field(z.boolean(), 'Whether people may approve what they asked for themselves.', approval.selfApproval),
  expires: field(someTime, 'A request that nobody decided on ends after this time.', approval.expires),
  remind: field(someTime, 'The approvers are reminded after this time.', approval.remind),
  rollback: field(
    approvalBackSection,
    'Who must agree that a version comes back which has run there before. Without it nobody need: whoever may stop a release may go back after it.',
  ),
});

/** Merged member by member with the levels above. */
export const limitsSection = z.strictObject({
  ready: field(
    someTime,
    'A workload must be ready within this time; otherwise the release is rolled back.',
    limits.ready,
  ),
  hold: field(someTime, 'A question to a person that stays open this long is answered by rolling back.', limits.hold),
  pause: field(someTime, 'A pause becomes a question to a person after this time.', limits.pause),
  total: field(someTime, 'The whole release, from its start.', limits.total),
  queue: field(
    someTime,
    'A request that waits for another release to end (`whileReleasing`) expires after this time.',
    limits.queue,
  ),
});

export const mentionSection = z.array(mention, { error: "expected a list such as ['@payments-leads']" });

/** Merged member by member with the levels above. */
export const linksSection = z.strictObject({
  diff: field(link, 'What changes between the two versions.'),
  dashboard: field(link, 'Figures of the service.'),
  logs: field(link, 'Logs of the service.'),
});
