import type { App } from '@slack/bolt';
import { brokenMessage } from '../../src/report/answers.ts';
import { ackBody, reasonOf } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { timed } from '../timed.ts';
import { runDeploy } from './run.ts';

/** Slack sends these three characters escaped in what people type. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** `/deploy …` */
export function registerDeploy(app: App, deps: BotDeps): void {
  app.command('/deploy', async ({ command, ack: plainAck }) => {
    const ack = timed(deps.telemetry, 'command', plainAck);
    try {
      await runDeploy(deps, {
        text: unescapeText(command.text),
        by: { id: command.user_id, name: command.user_name },
        key: `command-${command.trigger_id}`,
        channel: command.channel_id,
        responseUrl: command.response_url,
        triggerId: command.trigger_id,
        ack: () => ack(),
      });
    } catch (error) {
      deps.requests.log.error({ user: command.user_id, err: error }, '/deploy failed');
      await ack(ackBody(brokenMessage(reasonOf(error))));
    }
  });
}
