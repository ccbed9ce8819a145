import { waitsForApproval } from '../../domain/approval.ts';
import { say } from '../../words/words.ts';
import type { ReleaseButton } from './button.ts';

export const reject = {
  id: 'reject',
  face: (release) => (waitsForApproval(release) ? { label: 'Reject…' } : null),
  done: (it, { phase }) =>
    phase.kind === 'ended' && phase.outcome === 'withdrawn' ? say`You withdrew ${it}.` : say`You rejected ${it}.`,
} as const satisfies ReleaseButton;
