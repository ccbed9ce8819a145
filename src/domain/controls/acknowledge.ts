import type { ControlRule } from './control.ts';

/** Says that somebody looks after a rollback. */
export const acknowledge: ControlRule = {
  who: () => 'anybody',
  when: ({ phase }) => phase.kind === 'rolling-back',
  event: (_, { at, by }) => ({ type: 'acknowledged', at, by }),
};
