import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSlackSandbox, type SlackSeed, sign } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { candidate, nameOf } from '../many.ts';
import { type CrowdOrder, type CrowdReport, crowdOrderSchema } from './crowd-words.ts';

/** A process of its own: a Slack, and a crowd of people who all type at once. Told what to do by messages. */

const personOf = (index: number): string => `UCROWD${String(index).padStart(4, '0')}`;
/** Not the channel of any service: there every answer is for the person's eyes. */
const channel = 'C02GENERAL';

function crowdSeed(count: number): SlackSeed {
  const users = Array.from({ length: count }, (_, index) => ({
    id: personOf(index),
    name: personOf(index).toLowerCase(),
    realName: `Person ${index}`,
    title: '',
    color: '#555555',
    tz: 'Europe/Berlin',
  }));
  const everyone = users.map(({ id }) => id);
  const channels = seed.channels.map((each) => ({ ...each, members: [...each.members, ...everyone] }));
  return { ...seed, users: [...seed.users, ...users], channels };
}

interface Crowd {
  people: readonly string[];
  /** Where the bot listens. */
  url: string;
  /** Where people's answers go. */
  answers: Answers;
}

async function obey(crowd: Crowd, order: CrowdOrder): Promise<CrowdReport> {
  switch (order.type) {
    case 'bot':
      crowd.url = order.url;
      return { type: 'done' };
    case 'type':
      return typeAll(crowd, order.services, order.warmUp);
    case 'answers':
      return crowd.answers.all(order.withinMs);
  }
}

/** Everyone at once, whether or not the others were acknowledged. What is sent is ready before the first is sent. */
async function typeAll(
  { people: everyone, url, answers }: Crowd,
  services: number,
  warmUp: number | null,
): Promise<CrowdReport> {
  const people = everyone.slice(0, warmUp ?? everyone.length);
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const now = Math.floor(Date.now() / 1000);
  const asked = (index: number) => `${nameOf(index % services)} ${candidate} to staging`;
  const textOf = (index: number) => (warmUp === null ? asked(index) : `plan ${asked(index)}`);
  const bodies = people.map((id, index) => bodyOf(id, textOf(index), answers.urlOf(index)));
  const signed = bodies.map((body) => ({ body, signature: sign(seed.signingSecret, now, body) }));
  answers.begin(people.length);
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
  return { type: 'typed', times: all.map(({ time }) => time), failed: all.flatMap(({ problem }) => problem ?? []) };
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

const slackPatienceMs = 3000;

interface Answers {
  urlOf(index: number): string;
  /** Forgets what was; so many people are to be answered. */
  begin(people: number): void;
  /** Resolves when everyone has an answer, and a moment has passed for second ones; or after the time. */
  all(withinMs: number): Promise<CrowdReport>;
}

const momentMs = 2000;

async function openAnswers(): Promise<Answers> {
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
    urlOf: (index) => `http://127.0.0.1:${port}/${index}`,
    begin(people) {
      counts = new Array<number>(people).fill(0);
      everyone = Promise.withResolvers();
      [left, from, lastMs] = [people, performance.now(), 0];
    },
    async all(withinMs) {
      await Promise.race([everyone.promise, sleep(withinMs)]);
      await sleep(momentMs);
      const grouped = Object.groupBy(counts, String);
      const answers = Object.fromEntries(Object.entries(grouped).map(([count, all]) => [count, all?.length ?? 0]));
      return { type: 'answered', answers, lastMs };
    },
  };
}

async function main(count: number): Promise<void> {
  const slack = await createSlackSandbox({ seed: crowdSeed(count), delivery: { mode: 'socket' } });
  const people = Array.from({ length: count }, (_, index) => personOf(index));
  const crowd: Crowd = { people, url: '', answers: await openAnswers() };
  const tell = (report: CrowdReport) => process.send?.(report);
  process.on('message', (message) => void obey(crowd, crowdOrderSchema.parse(message)).then(tell));
  tell({ type: 'up', apiUrl: slack.apiUrl });
}

await main(Number(process.argv[2]));
