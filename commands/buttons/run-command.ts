import type { Message } from '../../src/messages/blocks/blocks.ts';
import { runDeploy } from '../deploy/run.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/** A button that types a command for whoever presses it. */
export async function runCommand(deps: BotDeps, click: Click): Promise<Message | null> {
  const { by, text, key, recipient, triggerId } = click;
  if (text.trim() === '') return foreignButton();
  const { channel, responseUrl } = recipient;
  await runDeploy(deps, { text, by, key, channel, responseUrl, triggerId, ack: async () => undefined });
  return null;
}
