import { say } from '../../words/words.ts';
import type { ControlButton } from './button.ts';

export const acknowledge = {
  id: 'ack_stuck',
  face: ({ phase, acknowledged }) =>
    phase.kind === 'rolling-back' && !acknowledged ? { label: "I've got it", style: 'primary' } : null,
  done: (it) => say`You're handling ${it}.`,
  cannot: 'handle',
} as const satisfies ControlButton;
