import type { ControlRule } from './control.ts';

/** Withdraws a release that waits for its turn, or for approval; stops one under way, and sends it back. */
export const abort: ControlRule = {
  who({ phase, request }) {
    if (phase.kind === 'queued' || phase.kind === 'awaiting-approval') return 'concerned';
    // A bad release must not wait for the right person; the end of a rollback must.
    return request.backwards ? 'approver' : 'anybody';
  },
  when: ({ phase, abort: asked }) => phase.kind !== 'rolling-back' && asked === null,
  event: (_, use) => ({ type: 'abort.asked', ...use }),
};
