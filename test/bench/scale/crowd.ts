import { createSlackSandbox, type SlackSandbox, type SlackSeed } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { candidate, nameOf } from '../many.ts';
import { httpRoad } from './crowd-http.ts';
import { socketRoad } from './crowd-socket.ts';
import { type CrowdOrder, type CrowdReport, crowdOrderSchema, type Road } from './crowd-words.ts';

/** A process of its own: a Slack, and a crowd of people who all type at once. Told what to do by messages. */

const personOf = (index: number): string => `UCROWD${String(index).padStart(4, '0')}`;

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
  slack: SlackSandbox;
  road: Road;
}

async function obey(crowd: Crowd, order: CrowdOrder): Promise<CrowdReport> {
  switch (order.type) {
    case 'bot':
      crowd.road = order.url === null ? socketRoad(crowd.slack) : await httpRoad(order.url);
      if (order.url === null) await crowd.slack.waitForBots(1, 20_000);
      return { type: 'done' };
    case 'type':
      return typeAll(crowd, order.services, order.warmUp);
    case 'answers':
      return { type: 'answered', ...(await crowd.road.answered(order.withinMs)) };
  }
}

async function typeAll({ people, road }: Crowd, services: number, warmUp: number | null): Promise<CrowdReport> {
  const asked = (index: number) => `${nameOf(index % services)} ${candidate} to staging`;
  const textOf = (index: number) => (warmUp === null ? asked(index) : `plan ${asked(index)}`);
  const typing = people.slice(0, warmUp ?? people.length);
  const all = await road.type(typing.map((person, index) => ({ person, text: textOf(index) })));
  return { type: 'typed', times: all.map(({ time }) => time), failed: all.flatMap(({ problem }) => problem ?? []) };
}

async function main(count: number): Promise<void> {
  const slack = await createSlackSandbox({ seed: crowdSeed(count), delivery: { mode: 'socket' } });
  const people = Array.from({ length: count }, (_, index) => personOf(index));
  const crowd: Crowd = { people, slack, road: socketRoad(slack) };
  const tell = (report: CrowdReport) => process.send?.(report);
  process.on('message', (message) => void obey(crowd, crowdOrderSchema.parse(message)).then(tell));
  tell({ type: 'up', apiUrl: slack.apiUrl });
}

await main(Number(process.argv[2]));
