import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sluiceReady, startSluiceProcess } from '../support/process.ts';
import { candidateWeight } from '../support/traffic-writes.ts';
import { type Order, type Report, reportSchema } from './load.ts';
import { nameOf } from './many.ts';
import { nextWrite, openSession, type Session } from './session.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';

const services = 20;
const perSecond = 50;

interface Way {
  what: string;
  mode: 'http' | 'socket';
  /** Whether commands and canaries share a process. */
  together: boolean;
}

const ways: readonly Way[] = [
  { what: 'command acknowledged, signed HTTP', mode: 'http', together: true },
  { what: 'command acknowledged, Socket Mode', mode: 'socket', together: true },
  { what: 'command acknowledged, signed HTTP, worker apart', mode: 'http', together: false },
];

/** From the moment Slack sends a slash command until it has the acknowledgement, while 20 canaries run. */
export const ack: Bench = async (options) => {
  const rows: Measured[] = [];
  for (const way of ways) rows.push(await measure(way, options));
  return rows;
};

async function measure(way: Way, { quick, say }: Parameters<Bench>[0]): Promise<Measured> {
  const slack = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const up = await hear(slack, 'up');
    const session = await openSession({
      services,
      stages: ['{ percent: 25, bake: 10m }'],
      interval: '1s',
      rps: 10,
      role: 'worker',
      slackApiUrl: up.apiUrl,
      ...(way.together ? { role: 'all', env: modeOf(way) } : {}),
    });
    const bot = way.together
      ? null
      : startSluiceProcess(session.place, 'bot', { ...modeOf(way), SLUICE_LOG_LEVEL: 'info' });
    try {
      const port = bot ? await sluiceReady(bot) : session.port;
      if (way.mode === 'http')
        await order(slack, { type: 'http', url: `http://127.0.0.1:${port}/slack/events` }, 'done');
      else await order(slack, { type: 'bots', count: 1 }, 'done');
      await Promise.all(Array.from({ length: services }, (_, index) => startBaking(session, nameOf(index))));
      await order(slack, { type: 'load', perSecond: 10, seconds: 2, services }, 'times');
      const { times, failed } = await order(
        slack,
        { type: 'load', perSecond, seconds: quick ? 5 : 20, services },
        'times',
      );
      say(`${way.what}: ${times.length} commands, ${failed.length} failed${failed[0] ? `, e.g. ${failed[0]}` : ''}`);
      const place = way.together ? 'one process for both' : 'two processes';
      const note = `${perSecond}/s, ${services} canaries, ${place}${failed.length > 0 ? `; ${failed.length} FAILED` : ''}`;
      return { what: way.what, figures: figuresOf(times), aim: { p99: 50 }, note };
    } finally {
      await bot?.kill();
      await session.close();
    }
  } finally {
    slack.kill();
  }
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
