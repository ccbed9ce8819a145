import { waitsForApproval } from '../../domain/approval.ts';
import { isLooking, mayDestroy, shownAhead } from '../../domain/dry-run.ts';
import type { Release } from '../../domain/release.ts';
import { dryRunHeading } from '../../words/dry-run.ts';
import { clip } from '../../words/escape.ts';
import { planName } from '../../words/format.ts';
import { listed } from '../../words/listed.ts';
import { join, nothing, say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { imageDigest } from '../card/parts.ts';
import type { ReleaseButton } from './button.ts';

/** Of what the migration would destroy, as many characters as a dialog of Slack's has room for. */
const longestHeading = 120;

export const approve = {
  id: 'approve',
  face: (release) => (waitsForApproval(release) ? { label: 'Approve', style: 'primary' } : null),
  confirm: { where: 'production', question: exactly },
  done: (it) => say`You approved ${it}.`,
  next(release) {
    const { approvals, plan } = release;
    const missing = plan.target.approval.required - approvals.length;
    const more = missing > 0 ? say` It needs ${missing} more.` : nothing;
    if (!isLooking(release)) return missing > 0 ? more : say` It starts now.`;
    const then =
      plan.target.migration?.destructive === 'allow'
        ? say` The dry run of its migration is still running: it starts once that has ended.`
        : say` The dry run of its migration is still running: if that shows that data may be lost, your approval doesn't count and you're asked again.`;
    return join([more, then], '');
  },
} as const satisfies ReleaseButton;

function exactly(release: Release) {
  const image = imageDigest(release);
  const found = shownAhead(release);
  const lost = found && mayDestroy(found) ? say` ${clip(dryRunHeading(found, 'migration'), longestHeading)}.` : nothing;
  const { approves = [] } = release.request.partOf ?? {};
  const too = approves.length > 0 ? say` It counts for ${clip(listed(approves), longestHeading)} too.` : nothing;
  const words = say`This exact plan (${planName(release.digest)})${image ? say`, this image (${image})` : nothing}.${lost}${too}`;
  return ({ service, environment, to }: Subject): Question => ({
    title: release.plan.flag
      ? `Change ${service} to ${to} in ${environment}?`
      : `Release ${service} ${to} to ${environment}?`,
    words,
    yes: 'Approve',
    style: 'primary',
  });
}
