import { type RedisServer, startRedisServer } from '../../sandbox/redis/server.ts';
import { startSmallUnleash } from '../../sandbox/unleash/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { formActions, formIds } from '../../src/messages/forms/form-values.ts';
import { sandboxPlace } from '../support/place.ts';
import { type Process, sluiceReady, startSluiceProcess } from '../support/process.ts';
import type { Trouble } from './evidence.ts';
import type { PlannedAct, PlannedFault } from './plan.ts';
import { watchStalls } from './stalls.ts';
import { type Struck, striker } from './strike.ts';
import { chaosCatalogue, chaosWorld } from './world.ts';

export const prefix = '{chaos}';
/** A machine that is busy takes its time to start three processes (ms). */
const startMs = 180_000;

/** A world with one bot and two workers, all real processes. */
export interface Stage {
  world: SandboxWorld;
  act(act: PlannedAct): Promise<string>;
  strike(fault: PlannedFault): Promise<Struck>;
  whenIdle(): Promise<void>;
  /** When what was broken. */
  troubles: readonly Trouble[];
  /** What each process printed last, by role and process id. */
  printed(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function openStage(seed: number): Promise<Stage> {
  const redis = await startRedisServer({ settings: ['--appendfsync', 'always'] });
  const pace = { bake: '1s', interval: '500ms', patience: '5s', expires: '30s' };
  const env = { ...process.env, REDIS_URL: redis.url };
  const flags = () => startSmallUnleash();
  const world = await startWorld({ pace, seed, env, flags, world: chaosWorld, edit: chaosCatalogue }).catch(
    async (error: unknown) => {
      await redis.stop();
      throw error;
    },
  );
  const place = sandboxPlace(world, prefix);
  const all: { name: string; process: Process }[] = [];
  const launch = (role: 'bot' | 'worker') => {
    const process = startSluiceProcess(place, role);
    all.push({ name: `${role}-${process.pid}`, process });
    return process;
  };
  const cast = [launch('bot'), launch('worker'), launch('worker')];
  const close = async () => {
    await Promise.all(all.map(({ process }) => process.kill()));
    await world.stop();
    await redis.stop();
  };
  try {
    await Promise.all(cast.map((each) => sluiceReady(each, startMs)));
  } catch (error) {
    await close();
    throw error;
  }
  const relaunch = async (index: number, afterMs = 0) => {
    const code = await cast[index]?.kill();
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    cast[index] = launch(index === 0 ? 'bot' : 'worker');
    return code === null;
  };
  const troubles: Trouble[] = [];
  const unwatch = watchStalls(world.slack, troubles);
  const end = () => {
    unwatch();
    return close();
  };
  const strike = striker({ world, redis, cast, relaunch, troubles });
  const printed = () =>
    Object.fromEntries(
      all.map(({ name, process }) => [
        name,
        process
          .lines()
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      ]),
    );
  return {
    world,
    act: (act) => perform(world, act),
    strike,
    whenIdle: () => whenIdle(world, redis),
    troubles,
    printed,
    close: end,
  };
}

async function whenIdle({ slack, cluster }: SandboxWorld, redis: RedisServer): Promise<void> {
  redis.thaw();
  slack.faults.clear();
  cluster.faults.clear();
  await cluster.faults.refuseConnections(false);
}

/** What came of it, in words. A click on what is gone by now is a person's bad luck, not an error. */
async function perform({ slack }: SandboxWorld, { who, text }: PlannedAct): Promise<string> {
  const person = slack.as(people[who]);
  if (text.startsWith('/')) return words(await person.command('releases', text));
  const action = text === 'abort' ? 'rollback' : text;
  const cards = slack.messages('releases').flatMap((each) => (each.threadTs ? [] : slack.thread('releases', each.ts)));
  const card = cards.find(({ blocks }) => JSON.stringify(blocks).includes(`"${action}"`));
  if (!card) return `nothing to ${text}`;
  const ref = { channel: card.channel, ts: card.ts };
  const click = () => person.click(ref, action).then(words, (error: unknown) => String(error));
  if (text === 'approve') return (await Promise.all([click(), click()])).join(', ');
  const came = await click();
  if (text !== 'reject' || came !== 'answered') return came;
  const form = await person.waitForModal(({ body }) => body['callback_id'] === formIds.reject, 3_000);
  person.fill(form, { [formActions.reason]: 'not today' });
  return words(await person.submit(form));
}

function words(result: { ok: true } | { ok: false; error: string }): string {
  return result.ok ? 'answered' : `not answered: ${result.error}`;
}
