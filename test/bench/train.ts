import { loadavg } from 'node:os';
import { followLog } from '../crash/log-feed.ts';
import { nameOf, prefix } from './names.ts';
import { openSession, type Session } from './session.ts';
import { rollingBriefly } from './shapes.ts';
import type { Bench, Compared } from './stats.ts';
import { type Cost, openMeter, units } from './train/cost.ts';
import { until } from './until.ts';

/** A release of the train may wait for its turn, and all of them come one after the other. */
const patienceMs = 600_000;
const toldDeadlineMs = 60_000;
const service = nameOf(0);

/**
 * A train through many environments against as many releases, one after the other, of the same service to the same
 * environments: each in a world and a Sluice of its own, in turns.
 */
export const train: Bench = async ({ quick, say }) => {
  const children = quick ? 10 : 50;
  const [trains, singles]: [Cost[], Cost[]] = [[], []];
  for (let turn = 0; turn < (quick ? 1 : 2); turn += 1) {
    singles.push(await measure(children, singly));
    say(`${children} releases: ${JSON.stringify(singles.at(-1))}`);
    trains.push(await measure(children, asTrain));
    say(`a train of ${children}: ${JSON.stringify(trains.at(-1))}`);
  }
  const note = `rolling, 1 s each, one after the other; load average ${(loadavg()[0] ?? 0).toFixed(1)}`;
  return (Object.keys(units) as (keyof Cost)[]).map((what): Compared => {
    const mean = (costs: readonly Cost[]) => costs.reduce((sum, cost) => sum + cost[what], 0) / costs.length;
    return { what, unit: units[what], of: mean(trains), than: mean(singles), note };
  });
};

type Run = (session: Session, environments: readonly string[]) => Promise<number>;

async function measure(children: number, run: Run): Promise<Cost> {
  const environments = Array.from({ length: children }, (_, index) => `env-${String(index + 1).padStart(2, '0')}`);
  const session = await openSession({
    services: 1,
    stages: [],
    shapeOf: () => rollingBriefly,
    environments,
    interval: '1s',
    rps: 40,
    replicas: 1,
    role: 'worker',
  });
  try {
    const meter = await openMeter(session);
    try {
      const releases = await run(session, environments);
      await until(meter.isTold, toldDeadlineMs);
      return await meter.read(releases);
    } finally {
      meter.close();
    }
  } finally {
    await session.close();
  }
}

const singly: Run = async (session, environments) => {
  for (const [index, environment] of environments.entries()) {
    await session.ask(service, environment);
    await ended(session, `r${index + 1}`);
  }
  return environments.length;
};

const asTrain: Run = async (session, environments) => {
  await session.askThrough(service, environments.at(-1) ?? '');
  await ended(session, 'r1');
  return environments.length + 1;
};

/** Resolves when the release has succeeded; rejects where it has ended otherwise. */
async function ended({ world }: Session, id: string): Promise<void> {
  const log = followLog(world.redisUrl, prefix, id);
  try {
    const end = await log.waitFor(({ type }) => type === 'finished', patienceMs);
    if (end.type === 'finished' && end.outcome !== 'succeeded') throw new Error(`${id} has ${end.outcome}`);
  } finally {
    log.close();
  }
}
