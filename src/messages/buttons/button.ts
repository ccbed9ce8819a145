import type { Release } from '../../domain/release.ts';
import type { Words } from '../../words/words.ts';
import type { ButtonOptions } from '../blocks/blocks.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';

/** How a button looks. */
export interface Face extends Pick<ButtonOptions, 'style'> {
  label: string;
}

/** What is asked once more before the button counts. */
export interface ConfirmRule {
  /** `production`: only there does it do harm. */
  where: 'production' | 'everywhere';
  question(release: Release): (subject: Subject) => Question;
}

/** What people read of one thing that they can do with a release, by a button or a command. */
export interface ReleaseButton {
  /** Its `action_id`, which stands in messages that are out there. */
  id: string;
  /** How it looks on the release as it is now; null where it is not offered. */
  face(release: Release): Face | null;
  confirm?: ConfirmRule;
  /** "You approved #142", once it is done. @param it the release's number and what it is about */
  done(it: Words, release: Release): Words;
  /** What comes next, where it is not plain. */
  next?(release: Release): Words;
}

/** One that steers the release. */
export interface ControlButton extends ReleaseButton {
  /** "You can't … #142." */
  cannot: string;
}

/** Under way, with no question open, and not told to go back. */
export function goesOn({ phase, hold, abort }: Release): boolean {
  return phase.kind === 'running' && hold === null && abort === null;
}
