import { type ControlRule, isUnderWay } from './control.ts';

/** Skips what is left of the watching. */
export const promote: ControlRule = {
  who: () => 'concerned',
  when: (release) => isUnderWay(release) && release.promoted === null,
  event: (_, { at, by }) => ({ type: 'promoted', at, by }),
};
