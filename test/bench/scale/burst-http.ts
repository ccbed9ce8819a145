import { Agent, request as httpRequest } from 'node:http';
import { type SlackSandbox, sign } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { countAnswers } from './burst-answers.ts';
import { nobody, type Transport } from './burst-words.ts';

/** Not the channel of any service: there every answer is for the person's eyes. */
const channel = 'C02GENERAL';
const slackPatienceMs = 3000;

/** Signed requests to the bot at this address; answers come to an address that each person has at this Slack. */
export function httpTransport(slack: SlackSandbox, url: string): Transport {
  let answered: Transport['answered'] = nobody;
  return {
    /** What is sent is ready before the first is sent. */
    async type(typed) {
      const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
      const now = Math.floor(Date.now() / 1000);
      const bodies = typed.map(({ person, text }) =>
        bodyOf(person, text, slack.responseUrl({ user: person, channel })),
      );
      const signed = bodies.map((body) => ({ body, signature: sign(seed.signingSecret, now, body) }));
      answered = countAnswers(
        slack,
        typed.map(({ person }) => person),
      );
      const sent = signed.map(async ({ body, signature }) => {
        const began = performance.now();
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': String(now),
          'x-slack-signature': signature,
        };
        const problem = await post(url, { headers, agent }, body);
        return { time: performance.now() - began, problem };
      });
      const all = await Promise.all(sent);
      agent.destroy();
      return all;
    },
    answered: (withinMs) => answered(withinMs),
  };
}

function bodyOf(user: string, text: string, responseUrl: string): string {
  const { team, bot } = seed;
  const fields = {
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel,
    channel_name: 'general',
    user_id: user,
    user_name: user.toLowerCase(),
    command: '/deploy',
    text,
    api_app_id: bot.appId,
    response_url: responseUrl,
    trigger_id: `1.1.${user}`,
  };
  return new URLSearchParams(fields).toString();
}

/** Null when it was acknowledged in the 3 s that Slack gives, words otherwise. */
function post(url: string, options: { headers: Record<string, string>; agent: Agent }, body: string) {
  return new Promise<string | null>((resolve) => {
    const sent = httpRequest(
      url,
      { method: 'POST', ...options, signal: AbortSignal.timeout(slackPatienceMs) },
      (got) => {
        got.resume();
        got.once('end', () => resolve(got.statusCode === 200 ? null : `status ${got.statusCode}`));
      },
    );
    sent.once('error', (error) => resolve(error.message));
    sent.end(body);
  });
}
