import { answer } from '../src/messages/refusals/answers.ts';
import { code, say } from '../src/words/words.ts';
import { ackBody, answerTo } from './answer.ts';
import type { BotDeps } from './deps.ts';
import type { Unknown } from './listeners.ts';

/**
 * Answers what nobody else does, such as a button of an older version of Sluice: otherwise Slack would wait in vain
 * and show the person a warning sign.
 */
export function createUnknown(deps: BotDeps): Unknown {
  const { requests } = deps;
  return {
    async command({ command, ack }) {
      requests.log.warn({ command: command.command }, 'a command that is none of ours');
      const words = say`${code(command.command)} isn't one of my commands. ${code('/deploy help')} lists what I can do.`;
      await ack(ackBody(answer(words)));
    },
    async action({ body, ack }) {
      await ack();
      requests.log.warn({ user: body.user.id }, 'a button that is none of ours');
      const channel = body.channel?.id ?? null;
      const responseUrl = body.response_url || null;
      const words = say`This button no longer works. Nothing was changed.`;
      await answerTo(deps, { user: body.user.id, channel, responseUrl }, answer(words));
    },
    async view({ body, ack }) {
      await ack();
      const words = say`That form no longer works. Nothing was changed.`;
      await answerTo(deps, { user: body.user.id, channel: null, responseUrl: null }, answer(words));
    },
    async options({ ack }) {
      await ack({ options: [] });
    },
  };
}
