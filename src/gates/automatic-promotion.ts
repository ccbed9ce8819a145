import { switchGate } from './switched.ts';

/** More users get the new version only by a person while going on by itself is switched off. Whoever promotes has said so. */
export const automaticPromotion = switchGate({
  name: 'automatic-promotion',
  at: ['request', 'step'],
  off: 'needs-person',
  label: 'automatic promotion is switched off',
  concerns: ({ onward }) => onward === undefined || (onward.widens && !onward.byHand),
});
