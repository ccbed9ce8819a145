import { brokenMessage } from '../../src/messages/refusals/answers.ts';
import { ackBody, answerTo, reasonOf } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import type { OnCommand } from '../listeners.ts';
import { runDeploy } from './run.ts';
import type { DeployText } from './subcommand.ts';

/** Slack sends these three characters escaped in what people type. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** `/deploy …` */
export function onDeploy(deps: BotDeps): OnCommand {
  return async ({ command, ack }) => {
    const typed: DeployText = {
      text: unescapeText(command.text),
      by: { id: command.user_id, name: command.user_name },
      key: `command-${command.trigger_id}`,
      channel: command.channel_id,
      responseUrl: command.response_url,
      triggerId: command.trigger_id,
      ack: async () => void (await ack()),
    };
    try {
      await runDeploy(deps, typed);
    } catch (error) {
      deps.requests.log.error({ user: typed.by.id, err: error }, '/deploy failed');
      const message = brokenMessage(reasonOf(error));
      const { channel, responseUrl } = typed;
      if (!(await ack(ackBody(message)))) await answerTo(deps, { user: typed.by.id, channel, responseUrl }, message);
    }
  };
}
