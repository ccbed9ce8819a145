import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import { candidateWeight } from '../support/traffic-writes.ts';
import { candidate, nameOf } from './names.ts';
import { firstFailure, nextWrite, openSession, type Session } from './session.ts';
import { type Bench, figuresOf } from './stats.ts';

const environment = 'staging';
/** Releases that bake while one of them is made to fail. */
const together = 4;

/**
 * From the first request that fails at the candidate's pods to the VirtualService that takes the traffic away: an
 * unmissable failure in the middle of a bake at 25 %, metrics scraped every second.
 */
export const failure: Bench = async ({ quick, say }) => {
  const runs = quick ? 4 : 24;
  const session = await openSession({
    services: runs,
    stages: ['{ percent: 25, bake: 10m }'],
    interval: '1s',
    rps: 40,
    role: 'worker',
  });
  try {
    const times: number[] = [];
    for (let first = 0; first < runs; first += together) {
      const names = Array.from({ length: Math.min(together, runs - first) }, (_, index) => nameOf(first + index));
      await Promise.all(names.map((name) => startBaking(session, name)));
      for (const name of names) times.push(await failOne(session.world, name));
      say(`failure → weight 0: ${times.length} of ${runs}`);
    }
    const note = `interval 1 s, ${together} canaries at a time, from the first failed request`;
    return [{ what: 'failure at the pods → weight 0 written', figures: figuresOf(times), aim: { p99: 2000 }, note }];
  } finally {
    await session.close();
  }
};

async function startBaking({ ask, world }: Session, name: string): Promise<void> {
  const shifted = nextWrite(world, (entry) => entry.name === name && candidateWeight(entry) === 25);
  await ask(name, environment);
  await shifted;
}

/** @returns ms */
async function failOne(world: SandboxWorld, name: string): Promise<number> {
  // Anywhere between two scrapes, and after the judge has seen some good ones.
  await sleep(2000 + Math.random() * 1000);
  const visible = firstFailure(world, { service: name, environment, version: candidate });
  const back = nextWrite(world, (entry) => entry.name === name && candidateWeight(entry) === 0);
  world.workloads.setCharacter(name, candidate, { errors: 1 });
  const [from, { at }] = await Promise.all([visible, back]);
  return at - from;
}
