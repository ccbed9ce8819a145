import type { JsonObject } from '../../src/domain/json.ts';
import type { Person } from '../../src/domain/request.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { type DeployValues, noValues } from '../../src/messages/forms/form-values.ts';
import type { BotDeps } from '../deps.ts';
import { drawForm } from './draw.ts';
import { subjectsFor } from './subjects.ts';

export interface FormOpener {
  by: Person;
  channel: string | null;
  triggerId: string | null;
}

/** Opens the form of `/deploy`, filled in with what was said. Throws `SlackError` where Slack refuses. */
export async function openDeployForm(
  deps: BotDeps,
  { by, channel, triggerId }: FormOpener,
  said: Pick<DeployValues, 'service' | 'reason'>,
): Promise<Message | null> {
  if (!triggerId) return null;
  // Slack gives 3 s: the plan, which takes longer, is drawn once something is chosen.
  const form = drawForm(deps, {
    subjects: await subjectsFor(deps, by.id),
    values: { ...noValues, service: said.service, reason: said.reason },
    preview: { kind: 'incomplete' },
    memory: { channel, chosen: false, proposed: null },
  });
  await deps.slack.openView(triggerId, form as unknown as JsonObject);
  return null;
}
