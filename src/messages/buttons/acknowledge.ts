import type { ControlButton } from './button.ts';

export const acknowledge = {
  id: 'ack_stuck',
  face: ({ phase, acknowledged }) =>
    phase.kind === 'rolling-back' && !acknowledged ? { label: "I've got it", style: 'primary' } : null,
  done: () => 'look after',
  cannot: 'look after',
} as const satisfies ControlButton;
