import { waitsForApproval } from '../../domain/approval.ts';
import type { ReleaseButton } from './button.ts';

export const reject = {
  id: 'reject',
  face: (release) => (waitsForApproval(release) ? { label: 'Reject…' } : null),
  done: ({ phase }) => (phase.kind === 'ended' && phase.outcome === 'withdrawn' ? 'withdrew' : 'rejected'),
} as const satisfies ReleaseButton;
