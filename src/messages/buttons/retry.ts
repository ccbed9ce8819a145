import { say } from '../../words/words.ts';
import type { ReleaseButton } from './button.ts';

/** Tries what is stuck again without waiting for its turn. */
export const retry = {
  id: 'retry_now',
  face: ({ phase }) => (phase.kind === 'rolling-back' ? { label: 'Retry now' } : null),
  done: (it) => say`You asked Sluice to retry ${it}.`,
} as const satisfies ReleaseButton;
