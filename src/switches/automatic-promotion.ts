import type { SwitchKind } from './switch.ts';

/** Off: no release gives the new version to more users by itself. */
export const automaticPromotion: SwitchKind = {
  flag: 'sluice.automatic-promotion',
  on: 'healthy releases go on by themselves',
  off: 'releases ask a person before each larger share and before promotion; rollbacks go on',
  unknown: 'on',
};
