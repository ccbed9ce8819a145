import { switchGate } from './switched.ts';

/** Nothing new is asked for while requests are switched off. What is live goes on. */
export const acceptRequests = switchGate({
  name: 'accept-requests',
  at: ['request'],
  off: 'block',
  label: 'requests are switched off',
});
