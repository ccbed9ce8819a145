import { formActions } from '../../src/messages/forms/form-values.ts';
import type { BotDeps } from '../deps.ts';
import type { OnAction, OnView } from '../listeners.ts';
import { createRedraw } from './redraw.ts';
import { submitDeploy } from './submit.ts';

const fields = [
  formActions.service,
  formActions.version,
  formActions.environment,
  formActions.strategy,
  formActions.flag,
];

/** The fields of the form of `/deploy`, by `action_id`: it is redrawn with plan and gates on every change. */
export function deployFields(deps: BotDeps): Record<string, OnAction> {
  const redraw = createRedraw(deps);
  const changed: OnAction = async ({ body, action, ack }) => {
    await ack();
    const { view, user } = body;
    if (!view) return;
    await redraw({ view, user, actionId: action.action_id }).catch((error: unknown) =>
      deps.requests.log.warn({ user: user.id, err: error }, 'the form could not be redrawn'),
    );
  };
  return Object.fromEntries(fields.map((id) => [id, changed]));
}

/** What was drawn is checked again when it is sent. */
export function onDeployForm(deps: BotDeps): OnView {
  return async ({ body, view, ack }) => {
    const errors = await submitDeploy(deps, view, body.user);
    await (errors ? ack({ response_action: 'errors', errors }) : ack());
  };
}
