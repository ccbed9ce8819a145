import { say } from '../../words/words.ts';
import { type ControlButton, goesOn } from './button.ts';

export const resume = {
  id: 'resume',
  face: (release) => (goesOn(release) && release.paused ? { label: 'Resume', style: 'primary' } : null),
  done: (it) => say`You resumed ${it}.`,
  cannot: 'resume',
} as const satisfies ControlButton;
