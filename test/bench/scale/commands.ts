import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectPromptly } from '../../../src/platform/redis.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { sluiceReady, startNode, startSluiceProcess } from '../../support/process.ts';
import { prefix } from '../names.ts';
import { openSession, type Session } from '../session.ts';
import { type Figures, figuresOf } from '../stats.ts';
import { type BurstOrder, type BurstReport, burstReportSchema } from './burst-words.ts';

export interface CommandCase {
  /** Who type at once, all of them `/deploy`. */
  people: number;
  /** Services they want; each can be released once at a time, so the others are refused. */
  services: number;
  mode: 'http' | 'socket';
  /** More of the bot's environment. */
  env: Readonly<Record<string, string>>;
}

export interface CommandFigures extends CommandCase {
  ack: Figures;
  /** The same crowd in front of a server that does nothing but answer, by HTTP: the machine's share of the times. */
  bare: Figures;
  /** Commands that Slack counts as failed. */
  failed: number;
  releases: number;
  /** People who were answered, less the releases. */
  refusals: number;
  /** People without an answer, and people with more than one. */
  lost: number;
  twice: number;
  /** Until the last answer, in ms since they began to type. */
  answeredMs: number;
}

const answersWithinMs = 120_000;
/** Bots run for days: the first people of all are not those who are measured. */
const warmUpPeople = 500;

/** A crowd in front of a bot of its own, with a worker beside it. */
export async function measureCommands(given: CommandCase, say: (line: string) => void): Promise<CommandFigures> {
  const crowd = fork(fileURLToPath(new URL('./burst.ts', import.meta.url)), [String(given.people)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const { apiUrl } = await hear(crowd, 'up');
    const bare = await typeAtBare(crowd, given);
    say(`${given.people} people at a server that only answers: p99 ${bare.p99.toFixed(0)} ms`);
    const session = await openSession({
      services: given.services,
      stages: ['{ percent: 25, bake: 10m }'],
      interval: '10s',
      rps: 1,
      replicas: 1,
      role: 'worker',
      slackApiUrl: apiUrl,
    });
    try {
      return { ...given, bare, ...(await typeAtSluice(crowd, session, given)) };
    } finally {
      await session.close();
    }
  } finally {
    crowd.kill();
  }
}

async function typeAtBare(crowd: ChildProcess, { services }: CommandCase): Promise<Figures> {
  const bare = startNode(fileURLToPath(new URL('../bare.ts', import.meta.url)), [], process.env);
  try {
    const { port } = await bare.waitForLine(({ msg }) => msg === 'listening');
    await order(crowd, { type: 'bot', url: `http://127.0.0.1:${Number(port)}/` }, 'done');
    return figuresOf((await order(crowd, { type: 'type', services, warmUp: null }, 'typed')).times);
  } finally {
    await bare.kill();
  }
}

async function typeAtSluice(crowd: ChildProcess, { place, world }: Session, { services, mode, env }: CommandCase) {
  const bot = startSluiceProcess(place, 'bot', { SLUICE_SLACK_MODE: mode, ...env });
  const redis = connectPromptly(world.redisUrl);
  try {
    const port = await sluiceReady(bot);
    const url = mode === 'http' ? `http://127.0.0.1:${port}/slack/events` : null;
    await order(crowd, { type: 'bot', url }, 'done');
    await order(crowd, { type: 'type', services, warmUp: warmUpPeople }, 'typed');
    await order(crowd, { type: 'answers', withinMs: answersWithinMs }, 'answered');
    const { times, failed } = await order(crowd, { type: 'type', services, warmUp: null }, 'typed');
    const { answers, lastMs } = await order(crowd, { type: 'answers', withinMs: answersWithinMs }, 'answered');
    const releases = (await createRedisStore(redis, `${prefix}:`).history({ limit: 100_000 })).length;
    const { lost, once: single, twice } = tally(answers);
    const refusals = single + twice - releases;
    return { ack: figuresOf(times), failed: failed.length, releases, refusals, lost, twice, answeredMs: lastMs };
  } finally {
    redis.disconnect();
    await bot.stop();
  }
}

/** @param answers how many people have so many answers, by that number */
export function tally(answers: Readonly<Record<string, number>>): { lost: number; once: number; twice: number } {
  const { 0: lost = 0, 1: single = 0, ...more } = answers;
  return { lost, once: single, twice: Object.values(more).reduce((sum, count) => sum + count, 0) };
}

type Of<T extends BurstReport['type']> = Extract<BurstReport, { type: T }>;

async function order<T extends BurstReport['type']>(child: ChildProcess, what: BurstOrder, answer: T): Promise<Of<T>> {
  child.send(what);
  return hear(child, answer);
}

async function hear<T extends BurstReport['type']>(child: ChildProcess, type: T): Promise<Of<T>> {
  const [message] = await once(child, 'message', { signal: AbortSignal.timeout(answersWithinMs + 60_000) });
  const report = burstReportSchema.parse(message);
  if (report.type !== type) throw new Error(`the crowd said ${report.type}, not ${type}`);
  return report as Of<T>;
}
