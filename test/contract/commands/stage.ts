import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BotSettings, createBot } from '../../../commands/bot.ts';
import type { BotDeps } from '../../../commands/deps.ts';
import { createSlackSandbox, type Message, type SlackSandbox, type SlackSeed } from '../../../sandbox/slack/index.ts';
import type { Release } from '../../../src/domain/release.ts';
import { toPayload } from '../../../src/messages/blocks/blocks.ts';
import { card } from '../../../src/messages/card/card.ts';
import type { Log } from '../../../src/platform/log.ts';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { createTelemetry, type Telemetry } from '../../../src/platform/telemetry.ts';
import { createUrgentWork } from '../../../src/platform/urgent-work.ts';
import type { RequestJob } from '../../../src/queue/requests.ts';
import { ask } from '../../../src/requests/ask.ts';
import { historyOf } from '../../../src/requests/queries.ts';
import { createWhatRuns } from '../../../src/requests/what-runs.ts';
import { createRequestWorld, members, wants } from '../../support/request-world.ts';

export const modes = ['socket', 'http'] as const;
export type Mode = (typeof modes)[number];

const person = (id: string, name: string) => ({ id, name, realName: name, title: '', color: '#2bac76', tz: 'UTC' });

const seed: SlackSeed = {
  team: { id: 'T1', name: 'Riverside', domain: 'riverside' },
  users: [
    ...[person('U0AOI', 'aoi'), person('U0MIKA', 'mika'), person('U0REN', 'ren'), person('U0KAI', 'kai')],
    { ...person('U0GUS', 'gus'), guest: 'multi-channel' },
    { ...person('U0SOL', 'sol'), guest: 'single-channel' },
    { ...person('U0FAY', 'fay'), team: { id: 'T2', domain: 'upstream' } },
    { ...person('U0DEE', 'dee'), deleted: true },
    { ...person('U0BOB', 'bob'), bot: true },
  ],
  channels: [
    {
      id: 'C00001',
      name: 'releases',
      topic: '',
      members: ['U0AOI', 'U0MIKA', 'U0REN', 'U0KAI', 'U0GUS', 'U0FAY', 'UBOT'],
    },
    { id: 'C00002', name: 'elsewhere', topic: '', members: ['U0AOI', 'U0MIKA'] },
  ],
  groups: [{ id: 'S0LEADS', handle: 'leads', name: 'Leads', members: [...(members['leads'] ?? [])] }],
  bot: { userId: 'UBOT', botId: 'B1', appId: 'A1', name: 'sluice', realName: 'Sluice', color: '#36c5f0' },
  botToken: 'xoxb-sandbox',
  appToken: 'xapp-sandbox',
  signingSecret: 'a-signing-secret',
  commands: [
    { command: '/deploy', usageHint: '', description: '' },
    { command: '/release', usageHint: '', description: '' },
  ],
};
export const { signingSecret } = seed;

/** One line of the bot's log. */
export interface LogLine {
  level: string;
  facts: object;
  message: string;
}

export interface CommandStage {
  slack: SlackSandbox;
  world: Awaited<ReturnType<typeof createRequestWorld>>;
  deps: BotDeps;
  telemetry: Telemetry;
  asks: RequestJob[];
  log: LogLine[];
  /** Redis answers nothing from now on. */
  loseRedis(): void;
  /** Resolves with all that was asked for as soon as there is as much of it. */
  asked(count: number): Promise<RequestJob[]>;
  /** A release of checkout 2.4.1 to production by aoi, with its card in the channel. */
  waiting(): Promise<{ id: string; card: Message }>;
  release(id: string): Promise<Release>;
  /** In HTTP mode, where Slack's requests go. */
  url: string;
  close(): Promise<void>;
}

/** The real Bolt app on a local Slack; cluster, registry and memory are fakes. */
export async function commandStage(mode: Mode): Promise<CommandStage> {
  const world = await createRequestWorld();
  const slack = await createSlackSandbox({ seed, delivery: { mode: 'socket' }, clock: world.clock });
  const lines: LogLine[] = [];
  const telemetry = createTelemetry();
  const port = createSlack({ token: seed.botToken, apiUrl: slack.apiUrl });
  const memory = fragile(world);
  const deps: BotDeps = {
    requests: { ...world.deps, ...memory.parts, log: listening(lines) },
    slack: port,
    telemetry,
    urgentWork: createUrgentWork(),
    catalogue: world.deps.catalogue,
    warnings: async () => ['Redis keeps nothing on disk'],
    whatRuns: createWhatRuns({ ...world.deps, ...memory.parts }),
    cardLinks: async (id) => (id === 'r1' ? 'https://slack.example/archives/C00001/p1' : null),
  };
  const bot = createBot(deps, settingsFor(mode, slack), listening(lines));
  const server = bot.listener ? await listen(bot.listener) : null;
  const url = server ? `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` : '';
  await bot.start();
  if (server) slack.setDelivery({ mode: 'http', url });
  else await slack.waitForBots(1);

  async function release(id: string): Promise<Release> {
    const story = await historyOf(world.deps.store, id);
    if (!story) throw new Error(`there is no ${id}`);
    return story.release;
  }

  return {
    ...{ slack, world, deps, telemetry, log: lines, url, release },
    ...{ asks: memory.asks, asked: memory.asked, loseRedis: memory.lose },
    async waiting() {
      const made = await ask(world.deps, wants({ key: `k${Math.random()}` }));
      if (made.kind !== 'created') throw new Error(JSON.stringify(made));
      const message = card(await release(made.id), world.clock.now(), { directory: world.deps.people });
      const posted = await port.post({ channel: 'C00001' }, toPayload(message), { release: made.id, key: 'card' });
      return { id: made.id, card: await slack.waitForMessage(({ ts }) => ts === posted.ts) };
    },
    async close() {
      await bot.stop();
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      await slack.close();
    },
  };
}

function settingsFor(mode: Mode, { apiUrl }: SlackSandbox): BotSettings {
  const both = { botToken: seed.botToken, apiUrl };
  return mode === 'http'
    ? { mode, signingSecret: seed.signingSecret, ...both }
    : { mode, appToken: seed.appToken, ...both };
}

function listen(listener: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Store and queue in memory, which can be lost. */
function fragile({ deps }: Awaited<ReturnType<typeof createRequestWorld>>) {
  const asks: RequestJob[] = [];
  const waiting: { count: number; resolve(asks: RequestJob[]): void }[] = [];
  const state = { lost: false };
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const found: unknown = Reflect.get(object, name);
        if (!state.lost || typeof found !== 'function') return found;
        return () => Promise.reject(new Error('Connection is closed.'));
      },
    });
  const queue = {
    ...deps.queue,
    async request(job: RequestJob) {
      asks.push(job);
      for (const { count, resolve } of waiting) if (asks.length >= count) resolve([...asks]);
    },
  };
  return {
    asks,
    asked: (count: number) =>
      new Promise<RequestJob[]>((resolve) => {
        if (asks.length >= count) resolve([...asks]);
        else waiting.push({ count, resolve });
      }),
    lose: () => {
      state.lost = true;
    },
    parts: { store: guard(deps.store), queue: guard(queue) },
  };
}

function listening(lines: LogLine[]): Log {
  const at = (level: string) => (facts: object, message: string) => void lines.push({ level, facts, message });
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return log;
}
