import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { formActions, formIds } from '../../src/report/form-values.ts';
import type { BotDeps } from '../deps.ts';
import { timed } from '../timed.ts';
import { createRedraw } from './redraw.ts';
import { submitDeploy } from './submit.ts';

const fields = [formActions.service, formActions.version, formActions.environment, formActions.strategy];

/** The form of `/deploy`: redrawn with plan and gates on every change, checked again when it is sent. */
export function registerDeployForm(app: App, deps: BotDeps): void {
  const redraw = createRedraw(deps);
  for (const actionId of fields) {
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body, ack: plainAck }) => {
      await timed(deps.telemetry, 'action', plainAck)();
      const { view, user } = body;
      if (!view) return;
      await redraw({ view, user, actionId }).catch((error: unknown) =>
        deps.requests.log.warn({ user: user.id, err: error }, 'the form could not be redrawn'),
      );
    });
  }
  app.view<ViewSubmitAction>(formIds.deploy, async ({ body, view, ack: plainAck }) => {
    const ack = timed(deps.telemetry, 'view', plainAck);
    const errors = await submitDeploy(deps, view, body.user);
    await (errors ? ack({ response_action: 'errors', errors }) : ack());
  });
}
