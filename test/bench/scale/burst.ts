import { createSlackSandbox, type SlackSandbox, type SlackSeed } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { candidate, nameOf } from '../names.ts';
import { httpTransport } from './burst-http.ts';
import { socketTransport } from './burst-socket.ts';
import { type BurstOrder, type BurstReport, burstOrderSchema, type Transport } from './burst-words.ts';

/** A process of its own: a Slack, and a crowd of people who all type at once. Told what to do by messages. */

const personOf = (index: number): string => `UCROWD${String(index).padStart(4, '0')}`;

function burstSeed(count: number): SlackSeed {
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

interface Burst {
  people: readonly string[];
  slack: SlackSandbox;
  transport: Transport;
}

async function obey(burst: Burst, order: BurstOrder): Promise<BurstReport> {
  switch (order.type) {
    case 'bot':
      burst.transport = order.url === null ? socketTransport(burst.slack) : httpTransport(burst.slack, order.url);
      if (order.url === null) await burst.slack.waitForBots(1, 20_000);
      return { type: 'done' };
    case 'type':
      return typeAll(burst, order.services, order.warmUp);
    case 'answers':
      return { type: 'answered', ...(await burst.transport.answered(order.withinMs)) };
  }
}

async function typeAll({ people, transport }: Burst, services: number, warmUp: number | null): Promise<BurstReport> {
  const asked = (index: number) => `${nameOf(index % services)} ${candidate} to staging`;
  const textOf = (index: number) => (warmUp === null ? asked(index) : `plan ${asked(index)}`);
  const typing = people.slice(0, warmUp ?? people.length);
  const all = await transport.type(typing.map((person, index) => ({ person, text: textOf(index) })));
  return { type: 'typed', times: all.map(({ time }) => time), failed: all.flatMap(({ problem }) => problem ?? []) };
}

async function main(count: number): Promise<void> {
  const slack = await createSlackSandbox({ seed: burstSeed(count), delivery: { mode: 'socket' } });
  const people = Array.from({ length: count }, (_, index) => personOf(index));
  const burst: Burst = { people, slack, transport: socketTransport(slack) };
  const tell = (report: BurstReport) => process.send?.(report);
  process.on('message', (message) => void obey(burst, burstOrderSchema.parse(message)).then(tell));
  tell({ type: 'up', apiUrl: slack.apiUrl });
}

await main(Number(process.argv[2]));
