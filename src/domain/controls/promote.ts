import { onlyTries } from '../plan.ts';
import { isSoaking } from '../release-state.ts';
import { type ControlRule, isUnderWay } from './control.ts';

/** Skips what is left of the watching, but not what a gate asks, nor the wait before a contract. */
export const promote: ControlRule = {
  who: () => 'concerned',
  when: (release) =>
    isUnderWay(release) &&
    !isSoaking(release) &&
    release.promoted === null &&
    release.hold?.code !== 'gate' &&
    // A version that only gets copies, and goes again, is not to come in by a click.
    !onlyTries(release.plan),
  event: (_, use) => ({ type: 'promoted', ...use }),
};
