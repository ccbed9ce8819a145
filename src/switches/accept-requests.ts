import type { SwitchKind } from './switch.ts';

/** Off: nothing new begins. What is live goes on, and everything can be taken back. */
export const acceptRequests: SwitchKind = {
  flag: 'sluice.accept-requests',
  on: 'new requests are accepted',
  off: 'new requests are refused; live releases go on, and rollbacks are accepted',
  unknown: 'on',
};
