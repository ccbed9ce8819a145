import { switchGate } from './switched.ts';

/** What was approved before the switch was turned off still asks before it changes anything. */
export const startReleases = switchGate({
  name: 'start-releases',
  at: ['request', 'start'],
  off: 'needs-person',
  label: 'starting is switched off',
});
