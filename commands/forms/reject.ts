import type { App, ViewSubmitAction } from '@slack/bolt';
import type { JsonObject } from '../../src/domain/json.ts';
import { parseButtonValue } from '../../src/report/actions.ts';
import { answer, doneMessage } from '../../src/report/answers.ts';
import type { Message } from '../../src/report/blocks.ts';
import { formIds, parseFormValues } from '../../src/report/form-values.ts';
import { rejectForm } from '../../src/report/forms.ts';
import { refusal } from '../../src/report/refusals.ts';
import { say } from '../../src/report/words.ts';
import { reject } from '../../src/requests/decide.ts';
import { storyOf } from '../../src/requests/queries.ts';
import { answering } from '../answer.ts';
import type { Click } from '../buttons/click.ts';
import type { BotDeps } from '../deps.ts';
import { publishHome } from '../home.ts';
import { timed } from '../timed.ts';

/** The Reject button asks for a reason first. */
export async function openRejectForm(
  { requests, slack }: BotDeps,
  { value, triggerId }: Click,
): Promise<Message | null> {
  const story = value ? await storyOf(requests.store, value.id) : null;
  if (!story) return answer(say`This button is none of mine any more. Nothing was changed.`);
  const { release } = story;
  if (release.phase.kind !== 'awaiting-approval') {
    return refusal(
      { code: 'already-decided', facts: { number: String(release.number), outcome: release.phase.kind } },
      { directory: requests.people },
    );
  }
  await slack.openView(triggerId, rejectForm(release) as unknown as JsonObject);
  return null;
}

export function registerRejectForm(app: App, deps: BotDeps): void {
  app.view<ViewSubmitAction>(formIds.reject, async ({ body, view, ack: plainAck }) => {
    const ack = timed(deps.telemetry, 'view', plainAck);
    const value = parseButtonValue(view.private_metadata);
    const reason = parseFormValues(view.state.values)?.reason ?? null;
    const by = { id: body.user.id, name: body.user.name };
    const asker = { user: by.id, channel: null, responseUrl: null };
    const work = answering(deps, asker, async () => {
      if (!value || !reason) return answer(say`That form is none of mine any more. Nothing was changed.`);
      const changed = await reject(deps.requests, value.id, by, reason);
      return changed.kind === 'refused'
        ? refusal(changed.refusal, { directory: deps.requests.people })
        : doneMessage('reject', changed.release);
    });
    await ack();
    await work;
    await publishHome(deps, by.id).catch(() => undefined);
  });
}
