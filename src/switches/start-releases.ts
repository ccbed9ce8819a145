import type { SwitchKind } from './switch.ts';

/** Off: what has been approved waits before it changes anything. */
export const startReleases: SwitchKind = {
  flag: 'sluice.start-releases',
  on: 'approved releases start',
  off: 'approved releases ask a person before they start; rollbacks start',
  unknown: 'on',
};
