import { people } from '../../../sandbox/world/people.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Process } from '../../support/process.ts';
import { snapshotOf, told } from '../outcome.ts';
import { type Said, saidIn, withoutMeasurements } from '../said.ts';
import { actingOn } from './acting.ts';
import { type Ending, openStage, pointsOf, type Stage, type Standing } from './stage.ts';
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
    /** What was done to flags and databases. */
    done: string[];
  } & Standing;
  /** As it was before the ask. */
  before: Standing;
  /** Kinds of the actions that were begun. */
  kinds: string[];
  /** Points that each process passed. */
  points: Partial<Record<Victim, number>>;
  /** Where it died, in words; null where it never came so far. */
  died: string | null;
}

/** The first process of each role. */
type Processes = Partial<Record<Victim, Process>>;

const endMs = 180_000;

/** Plays a story from the ask to the last word, with the victim dying at a point (none: null). */
export async function play(program: string, story: Story, victim: Victim, at: number | null): Promise<Played> {
  const { service, set = [service], bake = '600ms', expires = '10m', edit } = story;
  const stage = await openStage({ program, services: set, bake, expires, ...(edit ? { edit } : {}) });
  try {
    const end = at === null ? undefined : { CRASH_AT: String(at) };
    if (story.bad) stage.world.workloads.setCharacter(service, story.version, story.bad);
    story.prepare?.(stage.world);
    const { done: _, ...before } = await stage.moved();
    const first = await perform(stage, story, victim, end);
    const left = await leftBy(stage);
    const met = first[victim] && pointsOf(first[victim]).end;
    return {
      left,
      before,
      kinds: kindsIn(stage.log.events()),
      points: Object.fromEntries(Object.entries(first).map(([role, process]) => [role, pointsOf(process).count])),
      died: met ? `${met['side']} ${met['call']}` : null,
    };
  } finally {
    await stage.close();
  }
}

function askOf({ service, version, through, set }: Story): string {
  return set ? `set ${service} to` : `${service} ${version} ${through ? 'through' : 'to'}`;
}

/** The bot hears the ask before a worker is there, so that the same process does the same in every run. */
async function perform(stage: Stage, story: Story, victim: Victim, end?: Ending): Promise<Processes> {
  const acting = actingOn(stage);
  const ask = () =>
    acting.insist(
      ({ type }) => type === 'requested',
      (person) => person(people.aoi).type(`/deploy ${askOf(story)} ${story.environment}`),
    );
  const bot = await stage.keep(victim === 'all' ? 'all' : 'bot', victim === 'worker' ? undefined : end);
  await ask();
  const worker = victim === 'all' ? bot : await stage.keep('worker', victim === 'worker' ? end : undefined);
  await story.steer?.(acting);
  return victim === 'all' ? { all: bot.first } : { bot: bot.first, worker: worker.first };
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
    ...(await stage.moved()),
  };
}

function kindsIn(events: readonly ReleaseEvent[]): string[] {
  const [first] = events;
  const steps = first?.type === 'requested' ? first.plan.steps : [];
  return events.flatMap((event) => {
    if (event.type === 'step.started') return steps[event.index]?.action.kind ?? [];
    return event.type === 'rollback.started' ? event.undo.map(({ kind }) => kind) : [];
  });
}

function inWords({ where, broadcast, text }: Said): string {
  return [where, broadcast ? 'broadcast' : 'quiet', withoutMeasurements(text)].join(' ');
}
