import { App, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import {
  createSlackSandbox,
  type SlackSandbox,
  type SlackSandboxOptions,
  type SlackSeed,
} from '../../../sandbox/slack/index.ts';
import type { AtEnd } from '../../support/closing.ts';

export const seed: SlackSeed = {
  team: { id: 'T1', name: 'Riverside', domain: 'riverside' },
  users: [
    { id: 'U1', name: 'aoi', realName: 'Aoi Sato', title: 'Engineer', color: '#2bac76', tz: 'Asia/Tokyo' },
    {
      id: 'U2',
      name: 'mika',
      realName: 'Mika Laine',
      title: 'Lead',
      color: '#e01e5a',
      tz: 'Europe/Helsinki',
      isAdmin: true,
    },
  ],
  channels: [
    { id: 'C1', name: 'releases', topic: 'What goes out', members: ['U1', 'U2', 'UBOT'] },
    { id: 'C2', name: 'general', topic: '', members: ['U1', 'U2'] },
    { id: 'C3', name: 'old', topic: '', members: ['U1', 'UBOT'], isArchived: true },
    { id: 'C4', name: 'secret', topic: '', members: ['U2'], isPrivate: true },
  ],
  groups: [{ id: 'S1', handle: 'payments-leads', name: 'Payments leads', members: ['U2'] }],
  bot: { userId: 'UBOT', botId: 'B1', appId: 'A1', name: 'sluice', realName: 'Sluice', color: '#36c5f0' },
  botToken: 'xoxb-sandbox',
  appToken: 'xapp-sandbox',
  signingSecret: 'a-signing-secret',
  commands: [{ command: '/deploy', usageHint: '<service> <version>', description: 'Release something' }],
};

export interface Stage {
  sandbox: SlackSandbox;
  client: webApi.WebClient;
  close(): Promise<void>;
}

/** A sandbox with a client of the bot's. */
export async function stage(
  options: Partial<SlackSandboxOptions> = {},
  clientOptions: webApi.WebClientOptions = {},
): Promise<Stage> {
  const sandbox = await createSlackSandbox({ seed, delivery: { mode: 'socket' }, ...options });
  const client = new webApi.WebClient(seed.botToken, {
    slackApiUrl: sandbox.apiUrl,
    logLevel: LogLevel.ERROR,
    logger: silent,
    retryConfig: { retries: 0 },
    ...clientOptions,
  });
  return { sandbox, client, close: sandbox.close };
}

export const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The two ways in which Slack reaches a bot. */
export const modes = ['socket', 'http'] as const;
export type Mode = (typeof modes)[number];

export interface BotStage extends Stage {
  app: App;
  /** Where the bot listens in HTTP mode; empty otherwise. */
  botUrl: string;
}

/** A sandbox with a real Bolt app on it; `listen` adds the app's listeners before it starts. */
export async function botStage(
  mode: Mode,
  listen: (app: App) => void,
  options: Partial<SlackSandboxOptions> = {},
): Promise<BotStage> {
  const held = await stage(options);
  const { sandbox } = held;
  const clientOptions = { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } };
  const common = { token: seed.botToken, deferInitialization: true, clientOptions, logger: silent };
  const app =
    mode === 'http'
      ? new App({ ...common, signingSecret: seed.signingSecret })
      : new App({
          ...common,
          receiver: new SocketModeReceiver({
            appToken: seed.appToken,
            clientPingTimeout: 1000,
            logger: silent,
            installerOptions: { clientOptions: { slackApiUrl: sandbox.apiUrl } },
          }),
        });
  listen(app);
  await app.init();
  let botUrl = '';
  if (mode === 'http') {
    const server = (await app.start({ port: 0, host: '127.0.0.1' })) as import('node:http').Server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    botUrl = `http://127.0.0.1:${address.port}/slack/events`;
    sandbox.setDelivery({ mode: 'http', url: botUrl });
  } else {
    await app.start();
    await sandbox.waitForBots(1);
  }
  return {
    ...held,
    app,
    botUrl,
    close: async () => {
      await app.stop();
      await sandbox.close();
    },
  };
}

/** Opens stages for the length of a test. */
export function keeping(atEnd: AtEnd): <T extends Stage>(held: Promise<T>) => Promise<T> {
  return async (held) => {
    const there = await held;
    atEnd(there.close);
    return there;
  };
}

/** The error code with which a call fails. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { data?: { error?: string } }).data?.error ?? String(error);
  }
  throw new Error('the call succeeded');
}
