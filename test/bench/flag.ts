import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  flagService,
  type RunningUnleash,
  startSmallUnleash,
  startUnleash,
  unleashPrograms,
} from '../../sandbox/unleash/index.ts';
import { followLog } from '../crash/log-feed.ts';
import { saysBad } from './known-bad.ts';
import { candidate, flagOf, nameOf, prefix } from './names.ts';
import { openSession, type Session } from './session.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';

/** Releases that are watched at a flag's step while one of them is made to fail. */
const together = 4;
const patienceMs = 60_000;

/**
 * From the verdict that a feature is bad to the flag that is off, by the clock of the flag service: the small Unleash,
 * or a real one.
 */
export const flag: Bench = async ({ quick, realUnleash, say }) => {
  const runs = quick ? 4 : 40;
  if (!realUnleash) return [await measure('small', await startSmallUnleash(), runs, say)];
  const programs = await unleashPrograms();
  if (programs) return [await measure('real', await startUnleash(programs), runs, say)];
  say('flag: skipped, since no real Unleash was fetched yet; npm run sandbox -- --unleash real does');
  return [];
};

async function measure(
  which: string,
  unleash: RunningUnleash,
  runs: number,
  say: (line: string) => void,
): Promise<Measured> {
  const names = Array.from({ length: runs }, (_, index) => nameOf(index));
  const flags = await flagService(unleash, names.map(flagOf));
  try {
    const session = await openSession({
      services: runs,
      stages: [],
      interval: '1s',
      rps: 40,
      role: 'worker',
      flags,
      env: flags.env,
    });
    try {
      const times: number[] = [];
      for (let first = 0; first < runs; first += together) {
        const ids = Array.from({ length: Math.min(together, runs - first) }, (_, index) => `r${first + index + 1}`);
        await Promise.all(ids.map((_, index) => session.ask(nameOf(first + index), 'staging')));
        const baking = await Promise.all(ids.map((id) => atFlag(session, id)));
        for (const one of baking) times.push(await failOne(session, unleash, one));
        say(`bad feature → flag off, ${which} Unleash: ${times.length} of ${runs}`);
      }
      const note = `${which} Unleash, ${together} releases at a time, from the verdict in the log to the service's own event`;
      return { what: 'bad feature → flag off at its service', figures: figuresOf(times), aim: { p99: 500 }, note };
    } finally {
      await session.close();
    }
  } finally {
    await flags.stop();
  }
}

type Baking = Awaited<ReturnType<typeof atFlag>>;

/** Follows a release until its flag is on and watched. */
async function atFlag({ world }: Session, id: string) {
  const log = followLog(world.redisUrl, prefix, id);
  const asked = await log.waitFor(({ type }) => type === 'requested', patienceMs);
  if (asked.type !== 'requested') throw new Error(`${id} was not requested`);
  const { steps } = asked.plan;
  const watched = steps.findIndex(
    ({ action }, at) => action.kind === 'bake' && steps[at - 1]?.action.kind === 'flag.set',
  );
  await log.waitFor((event) => event.type === 'step.started' && event.index === watched, patienceMs);
  return { log, service: asked.request.service };
}

/** @returns ms */
async function failOne({ world }: Session, unleash: RunningUnleash, { log, service }: Baking): Promise<number> {
  // Anywhere between two scrapes, and after the judge has seen some good ones.
  await sleep(2000 + Math.random() * 1000);
  world.workloads.setCharacter(service, candidate, { errors: 1 });
  await log.waitFor(({ type }) => type === 'finished', patienceMs);
  const verdict = log.events().findLast(saysBad);
  log.close();
  if (!verdict) throw new Error(`no verdict on ${service}`);
  return (await lastChange(unleash, flagOf(service))) - verdict.at;
}

const eventsSchema = z.object({ events: z.array(z.object({ createdAt: z.iso.datetime() })).min(1) });

/** @returns ms since the epoch */
async function lastChange({ url, adminToken }: RunningUnleash, of: string): Promise<number> {
  const query = new URLSearchParams({ feature: `IS:${of}`, limit: '1' });
  const answer = await fetch(`${url}/api/admin/search/events?${query}`, { headers: { authorization: adminToken } });
  const [newest] = eventsSchema.parse(await answer.json()).events;
  return Date.parse(newest?.createdAt ?? '');
}
