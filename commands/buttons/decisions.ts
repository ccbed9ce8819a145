import type { ButtonValue } from '../../src/report/actions.ts';
import { type Done, doneMessage } from '../../src/report/answers.ts';
import { refusal } from '../../src/report/refusals.ts';
import type { Changed } from '../../src/requests/change.ts';
import { type Control, control } from '../../src/requests/control.ts';
import { approve } from '../../src/requests/decide.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton, type Handler } from './click.ts';

type Change = (deps: BotDeps, click: Click, value: ButtonValue) => Promise<Changed>;

/** Approve: counts for exactly the plan that stood on the card. */
export const approveButton: Handler = changing('approve', (deps, { by }, { id, digest }) =>
  approve(deps.requests, id, by, digest),
);

/** Pause, Resume, Promote, Roll back, the answers to a hold, "I've got it" and "Leave it to me". */
export function steering(what: Control & Done): Handler {
  return changing(what, (deps, { by }, { id }) => control(deps.requests, id, by, what));
}

function changing(done: Done, change: Change): Handler {
  return async (deps, click) => {
    if (!click.value) return foreignButton();
    const changed = await change(deps, click, click.value);
    const view = { directory: deps.requests.people };
    return changed.kind === 'refused' ? refusal(changed.refusal, view) : doneMessage(done, changed.release);
  };
}
