import { people } from '../../../sandbox/world/people.ts';
import { snapshotOf, told } from '../outcome.ts';
import { type Said, saidIn, withoutMeasurements } from '../said.ts';
import { actingOn } from './acting.ts';
import { type Ending, openStage, pointsOf, type Stage } from './stage.ts';
import type { Story } from './stories.ts';

/** Which process dies; `all` is one process with both roles. */
export type Victim = 'worker' | 'bot' | 'all';

/** What is left of a release when it has ended and Slack has been told. */
export interface Played {
  left: {
    outcome: string;
    snapshot: string;
    /** Every message in full but for what was measured and when, sorted. */
    said: string[];
    doubled: string[];
    live: string[];
  };
  /** Points that the victim passed. */
  points: number;
  /** Where it died, in words; null where it never came so far. */
  died: string | null;
}

const endMs = 90_000;

/** Plays a story from the ask to the last word, with the victim dying at a point (none: null). */
export async function play(program: string, story: Story, victim: Victim, at: number | null): Promise<Played> {
  const { service, bake = '600ms', expires = '10m' } = story;
  const stage = await openStage({ program, service, bake, expires });
  try {
    const end = at === null ? undefined : { CRASH_AT: String(at) };
    if (story.bad) stage.world.workloads.setCharacter(service, story.version, { errors: 0.5 });
    const first = await perform(stage, story, victim, end);
    const left = await leftBy(stage);
    const { count, end: met } = pointsOf(first);
    return { left, points: count, died: met && `${met['side']} ${met['call']}` };
  } finally {
    await stage.close();
  }
}

/** The bot hears the ask before a worker is there, so that the same process does the same in every run. */
async function perform(stage: Stage, story: Story, victim: Victim, end?: Ending) {
  const acting = actingOn(stage);
  const ask = () =>
    acting.insist(
      ({ type }) => type === 'requested',
      (person) => person(people.aoi).type(`/deploy ${story.service} ${story.version} to ${story.environment}`),
    );
  const bot = await stage.keep(victim === 'all' ? 'all' : 'bot', victim === 'worker' ? undefined : end);
  await ask();
  const worker = victim === 'all' ? bot : await stage.keep('worker', victim === 'worker' ? end : undefined);
  await story.steer?.(acting);
  return (victim === 'worker' ? worker : bot).first;
}

export async function leftBy(stage: Stage): Promise<Played['left']> {
  const { world, log, store } = stage;
  const finished = await log.waitFor(({ type }) => type === 'finished', endMs);
  await told(stage, endMs);
  const { said, doubled } = saidIn(world.slack);
  return {
    outcome: finished.type === 'finished' ? finished.outcome : '',
    snapshot: snapshotOf(world),
    said: said.map(inWords).sort(),
    doubled,
    live: await store.live(),
  };
}

function inWords({ where, broadcast, text }: Said): string {
  return [where, broadcast ? 'broadcast' : 'quiet', withoutMeasurements(text)].join(' ');
}
