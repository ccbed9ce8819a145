import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { actionIds } from '../src/report/actions.ts';
import { answer } from '../src/report/answers.ts';
import { formActions, formIds } from '../src/report/form-values.ts';
import { code, say } from '../src/report/words.ts';
import { ackBody, answerTo } from './answer.ts';
import type { BotDeps } from './deps.ts';
import { timed } from './timed.ts';

const knownActions: readonly string[] = [...Object.values(actionIds), ...Object.values(formActions)];

/**
 * Answers what nobody else does, such as a button of an older version of Sluice: otherwise Slack would wait in vain
 * and show the person a warning sign.
 */
export function registerUnknown(app: App, deps: BotDeps): void {
  const { telemetry, requests } = deps;
  app.command(otherThan(['/deploy']), async ({ command, ack }) => {
    requests.log.warn({ command: command.command }, 'a command that is none of ours');
    const words = say`${code(command.command)} is none of my commands. ${code('/deploy help')} lists what I can do.`;
    await timed(telemetry, 'command', ack)(ackBody(answer(words)));
  });
  app.action<BlockAction>({ type: 'block_actions', action_id: otherThan(knownActions) }, async ({ body, ack }) => {
    await timed(telemetry, 'action', ack)();
    requests.log.warn({ user: body.user.id }, 'a button that is none of ours');
    const channel = body.channel?.id ?? null;
    const responseUrl = body.response_url || null;
    const words = say`This button is none of mine any more. Nothing was changed.`;
    await answerTo(deps, { user: body.user.id, channel, responseUrl }, answer(words));
  });
  app.view<ViewSubmitAction>(otherThan(Object.values(formIds)), async ({ body, ack }) => {
    await timed(telemetry, 'view', ack)();
    const words = say`That form is none of mine any more. Nothing was changed.`;
    await answerTo(deps, { user: body.user.id, channel: null, responseUrl: null }, answer(words));
  });
  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: otherThan(knownActions) }, async ({ ack }) => {
    await timed(telemetry, 'options', ack)({ options: [] });
  });
  app.shortcut(/^/, async ({ ack }) => ack());
}

/** Matches every text but these. */
function otherThan(known: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${known.join('|')})$)`);
}
