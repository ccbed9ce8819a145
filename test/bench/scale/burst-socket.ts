import type { SlackSandbox } from '../../../sandbox/slack/index.ts';
import { countAnswers } from './burst-answers.ts';
import { nobody, type Transport } from './burst-words.ts';

/** Not the channel of any service: there every answer is for the person's eyes. */
const channel = 'general';

/** Envelopes over the socket of the bot that is connected to this Slack, which also takes the answers. */
export function socketTransport(slack: SlackSandbox): Transport {
  let answered: Transport['answered'] = nobody;
  return {
    async type(typed) {
      answered = countAnswers(
        slack,
        typed.map(({ person }) => person),
      );
      return Promise.all(
        typed.map(async ({ person, text }) => {
          const began = performance.now();
          const { ok, ...rest } = await slack.as(person).command(channel, `/deploy ${text}`);
          return { time: performance.now() - began, problem: ok ? null : JSON.stringify(rest) };
        }),
      );
    },
    answered: (withinMs) => answered(withinMs),
  };
}
