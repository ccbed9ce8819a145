import { acceptRequests } from './accept-requests.ts';
import { approvers } from './approvers.ts';
import { automaticPromotion } from './automatic-promotion.ts';
import { different } from './different.ts';
import { forward } from './forward.ts';
import { promoted } from './promoted.ts';
import { startReleases } from './start-releases.ts';
import { window } from './window.ts';

/** All gates, in the order in which people read them. */
export const gateKinds = [
  different,
  forward,
  promoted,
  approvers,
  window,
  acceptRequests,
  startReleases,
  automaticPromotion,
] as const;
