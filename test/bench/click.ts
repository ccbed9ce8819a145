import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { nameOf } from './names.ts';
import { nextWrite, openSession, type Session } from './session.ts';
import { type Bench, figuresOf } from './stats.ts';

const environment = 'production';

/** From the press of Approve in Slack to the release's first write in the cluster. */
export const click: Bench = async ({ quick, say }) => {
  const runs = quick ? 5 : 30;
  const session = await openSession({
    services: runs,
    stages: ['{ percent: 1, bake: 10m }'],
    interval: '10s',
    rps: 5,
    role: 'all',
  });
  try {
    await session.world.slack.waitForBots(1, 10_000);
    const cards: { name: string; card: Message }[] = [];
    for (let index = 0; index < runs; index += 1) {
      const name = nameOf(index);
      await session.ask(name, environment);
      cards.push({ name, card: await waitingCard(session, name) });
    }
    say(`click → first write: ${runs} releases wait for approval`);
    const times: number[] = [];
    for (const { name, card } of cards) times.push(await approveOne(session, name, card));
    const note = 'Socket Mode, Istio route; the releases approved before go on meanwhile';
    return [
      { what: 'click on Approve → first cluster write', figures: figuresOf(times), aim: { p50: 100, p99: 500 }, note },
    ];
  } finally {
    await session.close();
  }
};

function waitingCard({ world }: Session, name: string): Promise<Message> {
  return world.slack.waitForMessage(
    ({ text, blocks }) => text.startsWith(`${name} `) && JSON.stringify(blocks).includes('"action_id":"approve"'),
    20_000,
  );
}

/** @returns ms */
async function approveOne({ world }: Session, name: string, card: Message): Promise<number> {
  // Let the one before have its pods first: people do not press ten times in a second.
  await sleep(300);
  const written = nextWrite(world, (entry) => entry.namespace === environment && entry.name.startsWith(name));
  const from = Date.now();
  const [{ at }] = await Promise.all([written, world.slack.as(people.mika).click(card, 'approve')]);
  return at - from;
}
