import { isSoaking } from '../release-state.ts';
import { type ControlRule, isUnderWay } from './control.ts';

/** Keeps the traffic where it is; the release is still watched. */
export const pause: ControlRule = {
  // A pause of a rollback that nobody ends sends it the other way, to the version that was bad.
  who: ({ request }) => (request.backwards ? 'approver' : 'anybody'),
  when: (release) => isUnderWay(release) && !isSoaking(release) && !release.paused && !release.hold,
  event: (_, use) => ({ type: 'paused', ...use }),
};
