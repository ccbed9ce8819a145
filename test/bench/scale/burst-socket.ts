import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackSandbox } from '../../../sandbox/slack/index.ts';
import { answerMomentMs, type Transport, tallied } from './burst-words.ts';

/** Not the channel of any service: there every answer is for the person's eyes. */
const channel = 'general';
const lookEveryMs = 250;

/** Envelopes over the socket of the bot that is connected to this Slack, which also takes the answers. */
export function socketTransport(slack: SlackSandbox): Transport {
  let before: { person: string; count: number }[] = [];
  let from = 0;
  const counts = () => before.map(({ person, count }) => slack.ephemerals(person).length - count);
  return {
    async type(typed) {
      before = typed.map(({ person }) => ({ person, count: slack.ephemerals(person).length }));
      from = performance.now();
      return Promise.all(
        typed.map(async ({ person, text }) => {
          const began = performance.now();
          const { ok, ...rest } = await slack.as(person).command(channel, `/deploy ${text}`);
          return { time: performance.now() - began, problem: ok ? null : JSON.stringify(rest) };
        }),
      );
    },
    async answered(withinMs) {
      while (counts().includes(0) && performance.now() - from < withinMs) await sleep(lookEveryMs);
      const lastMs = performance.now() - from;
      await sleep(answerMomentMs);
      return { answers: tallied(counts()), lastMs };
    },
  };
}
