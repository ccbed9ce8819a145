import type { Message } from '../../src/messages/blocks/blocks.ts';
import { noValues } from '../../src/messages/forms/form-values.ts';
import type { BotDeps } from '../deps.ts';
import { openDeployForm } from '../forms/open.ts';
import type { Click } from './click.ts';

/** The Deploy button of App Home. */
export function openForm(deps: BotDeps, { by, triggerId, recipient }: Click): Promise<Message | null> {
  return openDeployForm(deps, { by, triggerId, channel: recipient.channel }, noValues);
}
