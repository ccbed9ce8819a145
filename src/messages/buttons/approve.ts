import { waitsForApproval } from '../../domain/approval.ts';
import type { Release } from '../../domain/release.ts';
import { planName } from '../../words/format.ts';
import { nothing, say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { imageDigest } from '../card/parts.ts';
import type { ReleaseButton } from './button.ts';

export const approve = {
  id: 'approve',
  face: (release) => (waitsForApproval(release) ? { label: 'Approve', style: 'primary' } : null),
  confirm: { where: 'production', question: exactly },
  done: (it) => say`You approved ${it}.`,
  next({ approvals, plan }) {
    const missing = plan.target.approval.required - approvals.length;
    return missing > 0 ? say` It needs ${missing} more.` : say` It starts now.`;
  },
} as const satisfies ReleaseButton;

function exactly(release: Release) {
  const image = imageDigest(release);
  const words = say`This exact plan (${planName(release.digest)})${image ? say`, this image (${image})` : nothing}.`;
  return ({ service, environment, to }: Subject): Question => ({
    title: `Release ${service} ${to} to ${environment}?`,
    words,
    yes: 'Approve',
    style: 'primary',
  });
}
