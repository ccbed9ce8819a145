import { sentToCandidate } from '../../actions/facets.ts';
import type { HoldCode } from '../../domain/reasons.ts';
import type { Hold, Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { clip } from '../../words/escape.ts';
import { share } from '../../words/format.ts';
import { say, type Words } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { nextAction } from '../card/parts.ts';
import type { ControlButton } from './button.ts';

/** Of a gate's words, as many characters as a dialog of Slack's has room for. */
const longestReason = 80;

export const holdGo = {
  id: 'hold_go',
  face: (release) => (release.phase.kind === 'running' && release.hold ? { label: onward(release).label } : null),
  confirm: { where: 'production', question: allTheSame },
  done: (it) => say`You let ${it} continue.`,
  cannot: 'continue',
} as const satisfies ControlButton;

/** What comes when somebody lets it go on: the button, and the beginning of its question. */
function onward(release: Release): { label: string; lead: string } {
  if (release.hold?.code === 'contract') return { label: 'Run contract', lead: 'Run the contract of' };
  if (release.hold?.code === 'which-stays') return { label: 'Bring in B', lead: 'Bring in' };
  if (release.hold?.code === 'switch') return { label: 'Switch', lead: 'Switch to' };
  const percent = sentToCandidate(nextAction(release));
  if (percent === null) return { label: 'Continue', lead: 'Continue with' };
  const label = `Send ${share(percent)}`;
  return { label, lead: `${label} to` };
}

function allTheSame(release: Release) {
  const { label, lead } = onward(release);
  const { hold } = release;
  return ({ service, environment, to }: Subject): Question => ({
    title: `${lead} ${service} ${to} in ${environment}?`,
    words: hold ? asked(hold, to) : say`Continue with ${to}?`,
    yes: label,
  });
}

function asked({ code, detail }: Hold, to: string): Words {
  if (code === 'contract')
    return say`Take away from the database what only the version before ${to} used? There's no way back from it but a backup.`;
  if (code === 'switch') return say`Send all of the traffic to ${to} now?`;
  return say`Continue with ${to} even though ${against(code, detail)}?`;
}

/** What speaks against it, after "although". */
function against(code: HoldCode, detail: string): Words {
  switch (code) {
    case 'no-data':
    case 'query-failed':
    case 'too-few-requests':
    case 'both-over-limit':
      return say`the figures don't show that it's healthy`;
    case 'gate':
      return say`a gate objects${because(clip(detail, longestReason))}`;
    case 'reverted':
      return say`somebody keeps undoing what the release writes`;
    case 'other-share':
      return say`the requests aren't divided as they should be`;
    case 'which-stays':
      return say`the test has not decided it`;
    case 'switch':
      return say`nobody has said to switch`;
    case 'flag-changed':
      return say`somebody else has changed the flag`;
    case 'destructive':
      return say`the migration may lose data${because(clip(detail.split('\n')[1] ?? '', longestReason))}`;
    case 'job-lost':
      return say`nobody saw how the migration ended`;
    case 'contract':
      return say`there's no way back from it but a backup`;
    case 'pause-expired':
      return say`it was paused and nobody has resumed it`;
  }
}
