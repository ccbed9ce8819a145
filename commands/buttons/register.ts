import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { answering } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import type { Homes } from '../home.ts';
import { inTime, timed } from '../timed.ts';
import { clickOf, type Handler } from './click.ts';

/** Each press is checked against the release as it is now, and answered. */
export function registerButton(app: App, deps: BotDeps, homes: Homes, id: string, handler: Handler): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: id },
    async ({ body, action, ack: plainAck }) => {
      const ack = timed(deps.telemetry, 'action', plainAck);
      const click = clickOf(body, action);
      const facts = { action: id, ...(click.value && { release: click.value.id }) };
      // Slack waits until what was pressed is kept, but never longer than it likes to.
      await inTime(ack, () => answering(deps, click.asker, () => handler(deps, click), facts));
      await ack();
      if (click.inHome) await homes.publish(click.by.id);
    },
  );
}

/** Slack tells of pressed links too: they want nothing but to be acknowledged. */
export function registerLink(app: App, { telemetry }: BotDeps, id: string): void {
  app.action({ type: 'block_actions', action_id: id }, async ({ ack }) => {
    await timed(telemetry, 'action', ack)();
  });
}
