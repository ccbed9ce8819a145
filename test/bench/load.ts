import { z } from 'zod';
import { createSlackSandbox, type SlackSandbox } from '../../sandbox/slack/index.ts';
import { people, seed } from '../../sandbox/world/people.ts';
import { nameOf } from './names.ts';

/** A process of its own: a Slack, and people who type commands at a steady pace. Told what to do by messages. */
export const orderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('http'), url: z.string() }),
  z.object({ type: z.literal('bots'), count: z.number() }),
  z.object({ type: z.literal('load'), perSecond: z.number(), seconds: z.number(), services: z.number() }),
]);
export type Order = z.infer<typeof orderSchema>;

export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('up'), apiUrl: z.string() }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('times'), times: z.array(z.number()), failed: z.array(z.string()) }),
]);
export type Report = z.infer<typeof reportSchema>;

async function obey(slack: SlackSandbox, order: Order): Promise<Report> {
  switch (order.type) {
    case 'http':
      slack.setDelivery({ mode: 'http', url: order.url });
      return { type: 'done' };
    case 'bots':
      await slack.waitForBots(order.count, 20_000);
      return { type: 'done' };
    case 'load':
      return load(slack, order);
  }
}

/** An open loop: commands come when they come, whether or not the ones before were acknowledged. */
async function load(slack: SlackSandbox, { perSecond, seconds, services }: Extract<Order, { type: 'load' }>) {
  const times: number[] = [];
  const failed: string[] = [];
  const running: Promise<void>[] = [];
  const all = perSecond * seconds;
  const typist = slack.as(people.ren);
  const began = performance.now();

  async function send(index: number): Promise<void> {
    const from = performance.now();
    const { ok, ...rest } = await typist.command('releases', commandAt(index, services));
    times.push(performance.now() - from);
    if (!ok) failed.push(JSON.stringify(rest));
  }
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(all, Math.floor(((performance.now() - began) / 1000) * perSecond));
      while (running.length < due) running.push(send(running.length));
      if (running.length < all) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  await Promise.all(running);
  return { type: 'times' as const, times, failed };
}

/** What people type: half of it is answered from Redis, half asks the cluster and the registry. */
function commandAt(index: number, services: number): string {
  const name = nameOf(index % services);
  const texts = [
    '/deploy status',
    `/deploy plan ${name} 1.1.0 to production`,
    `/deploy status ${name}`,
    `/deploy ${name} 1.1.0 to staging`,
  ];
  return texts[index % texts.length] ?? '';
}

async function main(): Promise<void> {
  const slack = await createSlackSandbox({ seed, delivery: { mode: 'socket' } });
  const tell = (report: Report) => process.send?.(report);
  process.on('message', (message) => void obey(slack, orderSchema.parse(message)).then(tell));
  tell({ type: 'up', apiUrl: slack.apiUrl });
}

if (process.send) await main();
