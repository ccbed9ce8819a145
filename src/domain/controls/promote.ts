import { type ControlRule, isUnderWay } from './control.ts';

/** Skips what is left of the watching, but not what a gate asks. */
export const promote: ControlRule = {
  who: () => 'concerned',
  when: (release) => isUnderWay(release) && release.promoted === null && release.hold?.code !== 'gate',
  event: (_, use) => ({ type: 'promoted', ...use }),
};
