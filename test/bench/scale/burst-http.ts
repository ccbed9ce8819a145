import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { answerMomentMs, type Transport, tallied } from './burst-words.ts';

/** Not the channel of any service: there every answer is for the person's eyes. */
const channel = 'C02GENERAL';
const slackPatienceMs = 3000;

/** Signed requests to the bot at this address; answers come to an address of each person. */
export async function httpTransport(url: string): Promise<Transport> {
  const answers = await openAnswers();
  return {
    /** What is sent is ready before the first is sent. */
    async type(typed) {
      const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
      const now = Math.floor(Date.now() / 1000);
      const bodies = typed.map(({ person, text }, index) => bodyOf(person, text, answers.urlOf(index)));
      const signed = bodies.map((body) => ({ body, signature: sign(seed.signingSecret, now, body) }));
      answers.begin(typed.length);
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
    answered: answers.all,
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

async function openAnswers() {
  let counts: number[] = [];
  let everyone = Promise.withResolvers<void>();
  let [left, from, lastMs] = [0, 0, 0];
  const server = createServer((request, response) => {
    const index = Number(request.url?.slice(1));
    counts[index] = (counts[index] ?? 0) + 1;
    if (counts[index] === 1) {
      left -= 1;
      lastMs = performance.now() - from;
    }
    if (left === 0) everyone.resolve();
    request.resume().once('end', () => response.end('ok'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (index: number) => `http://127.0.0.1:${port}/${index}`,
    /** Forgets what was; so many people are to be answered. */
    begin(people: number) {
      counts = new Array<number>(people).fill(0);
      everyone = Promise.withResolvers();
      [left, from, lastMs] = [people, performance.now(), 0];
    },
    async all(withinMs: number) {
      await Promise.race([everyone.promise, sleep(withinMs)]);
      await sleep(answerMomentMs);
      return { answers: tallied(counts), lastMs };
    },
  };
}
