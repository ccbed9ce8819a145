import { z } from 'zod';
import { createSlackSandbox, type SlackSandbox, type SlackSeed } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { candidate, nameOf } from '../many.ts';

/** A process of its own: a Slack, and a crowd of people who all type at once. Told what to do by messages. */
export const crowdOrderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bot'), url: z.string() }),
  z.object({ type: z.literal('type'), services: z.number() }),
  z.object({ type: z.literal('answers'), withinMs: z.number() }),
]);
export type CrowdOrder = z.infer<typeof crowdOrderSchema>;

export const crowdReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('up'), apiUrl: z.string() }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('typed'), times: z.array(z.number()), failed: z.array(z.string()) }),
  /** How many people have how many answers, and when the last came, in ms since they began to type. */
  z.object({ type: z.literal('answered'), answers: z.record(z.string(), z.number()), lastMs: z.number() }),
]);
export type CrowdReport = z.infer<typeof crowdReportSchema>;

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
  slack: SlackSandbox;
  people: string[];
  /** When they began to type, in ms since the epoch. */
  from: number;
}

async function obey(crowd: Crowd, order: CrowdOrder): Promise<CrowdReport> {
  switch (order.type) {
    case 'bot':
      crowd.slack.setDelivery({ mode: 'http', url: order.url });
      return { type: 'done' };
    case 'type':
      return typeAll(crowd, order.services);
    case 'answers':
      return answers(crowd, order.withinMs);
  }
}

/** Everyone at once, whether or not the others were acknowledged. */
async function typeAll(crowd: Crowd, services: number): Promise<CrowdReport> {
  const times: number[] = [];
  const failed: string[] = [];
  crowd.from = Date.now();
  await Promise.all(
    crowd.people.map(async (id, index) => {
      const began = performance.now();
      const text = `/deploy ${nameOf(index % services)} ${candidate} to staging`;
      const { ok, ...rest } = await crowd.slack.as(id).command(channel, text);
      times.push(performance.now() - began);
      if (!ok) failed.push(JSON.stringify(rest));
    }),
  );
  return { type: 'typed', times, failed };
}

async function answers({ slack, people, from }: Crowd, withinMs: number): Promise<CrowdReport> {
  const deadline = Date.now() + withinMs;
  let lastMs = 0;
  for (const id of people) {
    const left = Math.max(1, deadline - Date.now());
    await slack
      .as(id)
      .waitForEphemeral(undefined, left)
      .then(
        () => {
          lastMs = Date.now() - from;
        },
        () => undefined,
      );
  }
  const counts = people.map((id) => slack.ephemerals(id).length);
  const answered = Object.fromEntries(
    Object.entries(Object.groupBy(counts, String)).map(([count, all]) => [count, all?.length ?? 0]),
  );
  return { type: 'answered', answers: answered, lastMs };
}

async function main(count: number): Promise<void> {
  const slack = await createSlackSandbox({ seed: crowdSeed(count), delivery: { mode: 'socket' } });
  const people = Array.from({ length: count }, (_, index) => personOf(index));
  const crowd: Crowd = { slack, people, from: 0 };
  const tell = (report: CrowdReport) => process.send?.(report);
  process.on('message', (message) => void obey(crowd, crowdOrderSchema.parse(message)).then(tell));
  tell({ type: 'up', apiUrl: slack.apiUrl });
}

if (process.send) await main(Number(process.argv[2]));
