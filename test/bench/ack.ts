import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Process, sluiceReady, startNode, startSluiceProcess } from '../support/process.ts';
import { candidateWeight } from '../support/traffic-writes.ts';
import { type Order, type Report, reportSchema } from './load.ts';
import { nameOf } from './names.ts';
import { nextWrite, openSession, type Session } from './session.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';

const services = 20;
const perSecond = 50;

interface Way {
  what: string;
  mode: 'http' | 'socket';
  /** Who acknowledges, beside the worker: the same process, a bot of its own, or a server that does nothing else. */
  who: 'all' | 'bot' | 'bare';
}

const ways: readonly Way[] = [
  { what: 'command acknowledged, Socket Mode', mode: 'socket', who: 'all' },
  { what: 'command acknowledged, signed HTTP', mode: 'http', who: 'all' },
  { what: 'command acknowledged, signed HTTP', mode: 'http', who: 'bot' },
  { what: 'for comparison: an HTTP server that only answers', mode: 'http', who: 'bare' },
];

const places: Record<Way['who'], string> = {
  all: 'bot and worker in one process',
  bot: 'bot and worker in a process each',
  bare: 'beside the same worker',
};

/** From the moment Slack sends a slash command until it has the acknowledgement, while 20 canaries run. */
export const ack: Bench = async (options) => {
  const rows: Measured[] = [];
  for (const way of ways) rows.push(await measure(way, options));
  return rows;
};

async function measure(way: Way, { quick, say }: Parameters<Bench>[0]): Promise<Measured> {
  const slack = fork(local('./load.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const { apiUrl } = await hear(slack, 'up');
    const session = await openSession({
      services,
      stages: ['{ percent: 25, bake: 10m }'],
      interval: '1s',
      rps: 10,
      role: 'worker',
      slackApiUrl: apiUrl,
      ...(way.who === 'all' ? { role: way.who, env: modeOf(way) } : {}),
    });
    const other = startOther(way, session);
    try {
      const { times, failed } = await loaded(slack, way, session, other ? await other.port : session.port, quick);
      const lost = failed.length > 0 ? `; ${failed.length} FAILED` : '';
      say(`${way.what}, ${places[way.who]}: ${times.length} commands${lost} ${failed[0] ?? ''}`);
      const note = `${perSecond}/s, ${services} canaries, ${places[way.who]}${lost}`;
      return { what: way.what, figures: figuresOf(times), aim: way.who === 'bare' ? {} : { p99: 50 }, note };
    } finally {
      await other?.process.kill();
      await session.close();
    }
  } finally {
    slack.kill();
  }
}

/** Brings the canaries up, warms up, and lets people type. */
async function loaded(slack: ChildProcess, { mode }: Way, session: Session, port: number, quick: boolean) {
  const url = `http://127.0.0.1:${port}/slack/events`;
  await order(slack, mode === 'http' ? { type: 'http', url } : { type: 'bots', count: 1 }, 'done');
  await Promise.all(Array.from({ length: services }, (_, index) => startBaking(session, nameOf(index))));
  await order(slack, { type: 'load', perSecond: 10, seconds: 2, services }, 'times');
  return order(slack, { type: 'load', perSecond, seconds: quick ? 5 : 20, services }, 'times');
}

interface Other {
  process: Process;
  port: Promise<number>;
}

function startOther(way: Way, { place }: Session): Other | null {
  switch (way.who) {
    case 'all':
      return null;
    case 'bot': {
      const bot = startSluiceProcess(place, 'bot', modeOf(way));
      return { process: bot, port: sluiceReady(bot) };
    }
    case 'bare': {
      const bare = startNode(local('./bare.ts'), [], process.env);
      const listening = bare.waitForLine(({ msg }) => msg === 'listening');
      return { process: bare, port: listening.then(({ port }) => Number(port)) };
    }
  }
}

function local(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function modeOf({ mode }: Way): NodeJS.ProcessEnv {
  return { SLUICE_SLACK_MODE: mode };
}

async function startBaking({ ask, world }: Session, name: string): Promise<void> {
  const shifted = nextWrite(world, (entry) => entry.name === name && candidateWeight(entry) === 25, 60_000);
  await ask(name, 'staging');
  await shifted;
}

type Of<T extends Report['type']> = Extract<Report, { type: T }>;

async function order<T extends Report['type']>(child: ChildProcess, what: Order, answer: T): Promise<Of<T>> {
  child.send(what);
  return hear(child, answer);
}

async function hear<T extends Report['type']>(child: ChildProcess, type: T): Promise<Of<T>> {
  const [message] = await once(child, 'message');
  const report = reportSchema.parse(message);
  if (report.type !== type) throw new Error(`the load process said ${report.type}, not ${type}`);
  return report as Of<T>;
}
