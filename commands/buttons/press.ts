import { answering } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import type { Homes } from '../home.ts';
import type { OnAction } from '../listeners.ts';
import { clickOf, type Handler } from './click.ts';
import { handlers } from './index.ts';

/** Each press is checked against the release as it is now, and answered. */
function onPress(deps: BotDeps, homes: Homes, handler: Handler): OnAction {
  return async ({ body, action, ack }) => {
    const click = clickOf(body, action);
    const facts = { action: action.action_id, ...(click.value && { release: click.value.id }) };
    // Slack waits until what was pressed is kept, but never longer than it likes to.
    await answering(deps, click.recipient, () => handler(deps, click), facts);
    await ack();
    if (click.inHome) await homes.publish(click.by.id);
  };
}

/** All buttons that do something, by `action_id`. */
export function buttonListeners(deps: BotDeps, homes: Homes): Record<string, OnAction> {
  return Object.fromEntries(Object.entries(handlers).map(([id, handler]) => [id, onPress(deps, homes, handler)]));
}
