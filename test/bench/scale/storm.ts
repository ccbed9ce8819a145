import { setTimeout as sleep } from 'node:timers/promises';
import { type Figures, figuresOf } from '../stats.ts';
import { redisUse } from './measure.ts';
import { type Folder, prefix } from './place.ts';
import { complaintsOf, type Fleet, openStage, type Stage } from './stage.ts';
import { type Storm, type StormOrder, stormSchema } from './storm-notes.ts';

export interface StormCase extends Fleet {
  how: StormOrder['how'];
  /** Releases that go bad, out of `releases`. */
  bad: number;
}

export interface StormFigures extends StormCase {
  /** Until the candidate's weight was written 0, in ms, since it went bad; null where not one was written. */
  sinceBad: Figures | null;
  /** The same since the look that showed it; null where no look is needed. */
  sinceLook: Figures | null;
  /** Weights that were never written. */
  never: number;
  /** VirtualServices of healthy releases that were written, which none should be. */
  others: number;
  /** Until the last of the bad releases was over, in ms since they went bad; null where that took too long. */
  over: number | null;
  /** Requests to the API server until the last weight was written. */
  calls: Storm['calls'];
  /** Calls to Redis for each bad release until the last weight was written, those of the healthy ones included. */
  redisCalls: number;
}

/** Looks that show it come within an interval or two; what has not gone back by then has been forgotten. */
const weightsDeadlineMs = 60_000;
const overDeadlineMs = 120_000;

/** Many live releases of one cluster go bad at the same moment, with healthy ones beside them. */
export async function measureStorm(
  folder: Folder,
  given: StormCase,
  say: (line: string) => void,
): Promise<StormFigures> {
  const stage = await openStage(folder, given);
  try {
    await stage.warm();
    say(`${given.bad} of ${given.releases} releases go bad (${given.how}) at ${Date.now()}`);
    const indexes = spread(given.releases, given.bad);
    const redisBefore = (await redisUse(stage.redis)).commands;
    await askStorm(stage, { how: given.how, indexes });
    const storm = await weightsOf(stage);
    const redisCalls = ((await redisUse(stage.redis)).commands - redisBefore) / given.bad;
    const over = await untilOver(stage, given.releases - given.bad);
    for (const line of complaintsOf(stage)) say(line);
    return { ...given, ...figuresOfStorm(storm, given.how), over: over && over - storm.at, redisCalls };
  } finally {
    await stage.close();
  }
}

export function figuresOfStorm(storm: Storm, how: StormCase['how']) {
  const written = storm.notes.flatMap(({ zeroAt, lookAt }) => (zeroAt === null ? [] : [{ zeroAt, lookAt }]));
  const some = (times: number[]) => (times.length === 0 ? null : figuresOf(times));
  return {
    sinceBad: some(written.map(({ zeroAt }) => zeroAt - storm.at)),
    sinceLook: how === 'errors' ? some(written.map(({ zeroAt, lookAt }) => zeroAt - lookAt)) : null,
    never: storm.notes.length - written.length,
    others: storm.others,
    calls: storm.calls,
  };
}

/** So many numbers below `of`, evenly spread: each namespace has its part of the storm. */
export function spread(of: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.floor((at * of) / count));
}

async function askStorm({ api }: Stage, order?: StormOrder): Promise<Storm> {
  const post = order === undefined ? {} : { method: 'POST', body: JSON.stringify(order) };
  return stormSchema.parse(await (await fetch(`http://127.0.0.1:${api}/_storm`, post)).json());
}

/** Asked seldom enough not to be in the way; the times are the fakes' own. */
async function weightsOf(stage: Stage): Promise<Storm> {
  const deadline = Date.now() + weightsDeadlineMs;
  for (;;) {
    const storm = await askStorm(stage);
    if (storm.notes.every(({ zeroAt }) => zeroAt !== null) || Date.now() > deadline) return storm;
    await sleep(100);
  }
}

async function untilOver({ redis }: Stage, left: number): Promise<number | null> {
  const deadline = Date.now() + overDeadlineMs;
  while (Date.now() < deadline) {
    if ((await redis.scard(`${prefix}:live`)) <= left) return Date.now();
    await sleep(200);
  }
  return null;
}
