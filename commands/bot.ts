import type { RequestListener } from 'node:http';
import { App } from '@slack/bolt';
import type { SlackSettings } from '../src/config/environment.ts';
import type { Log } from '../src/platform/log.ts';
import { createSlackFetch } from '../src/platform/slack/fetch.ts';
import { createMembers } from '../src/platform/slack/members.ts';
import { socketAddress } from '../src/platform/slack/socket-address.ts';
import { traced } from '../src/platform/tracing.ts';
import { buttonListeners } from './buttons/press.ts';
import { onDeploy } from './deploy/command.ts';
import type { BotDeps } from './deps.ts';
import { createEntrance } from './entrance.ts';
import { formListeners } from './forms/index.ts';
import { createHomes, registerHome } from './home.ts';
import { createHttpReceiver } from './http/receiver.ts';
import { listen } from './listeners.ts';
import { boltLogger } from './logger.ts';
import { createDoorkeeper } from './own-people.ts';
import { createSocketReceiver } from './socket-receiver.ts';
import { createUnknown } from './unknown.ts';

export interface Bot {
  /** Serves Slack's requests in HTTP mode; null over Socket Mode. */
  listener: RequestListener | null;
  /** Checks the token and connects. Rejects with Slack's own words when the token is refused. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type BotSettings = Exclude<SlackSettings, { mode: 'none' }>;

/** The asking edge: hears what people type and press. */
export function createBot(deps: BotDeps, settings: BotSettings, log: Log): Bot {
  const clientOptions = {
    fetch: createSlackFetch().plain,
    ...(settings.apiUrl ? { slackApiUrl: settings.apiUrl } : {}),
  };
  const { receiver, listener } = receiverOf(settings, log, deps.requests.clock.now);
  const app = new App({
    token: settings.botToken,
    receiver,
    deferInitialization: true,
    convoStore: false,
    logger: boltLogger(log),
    clientOptions,
  });
  register(app, deps, log);
  return {
    listener,
    async start() {
      await app.init();
      if (settings.mode === 'socket') await app.start();
    },
    async stop() {
      if (settings.mode === 'socket') await app.stop();
    },
  };
}

function register(app: App, deps: BotDeps, log: Log): void {
  // Whatever a command or click leads to, in whichever process, belongs to its trace.
  app.use(({ body, next }) => deps.urgentWork.during(() => traced(`slack ${askedBy(body)}`, {}, next)));
  const homes = createHomes(deps);
  const forms = formListeners(deps, homes);
  const commands = { '/deploy': onDeploy(deps) };
  const actions = { ...buttonListeners(deps, homes), ...forms.actions };
  const doorkeeper = createDoorkeeper(deps, createMembers(deps.slack, deps.requests.clock));
  listen(app, { ...forms, commands, actions }, createUnknown(deps), createEntrance(deps, doorkeeper));
  registerHome(app, homes, doorkeeper);
  app.error(async (error) => log.error({ err: error }, 'a Slack request failed'));
}

/** What kind of request it is; names of ours only. */
function askedBy(body: object): string {
  if ('command' in body) return 'command';
  const type = 'type' in body ? body.type : null;
  return typeof type === 'string' && /^[a-z_]{1,40}$/.test(type) ? type : 'request';
}

function receiverOf(settings: BotSettings, log: Log, now: () => number) {
  if (settings.mode === 'http') return createHttpReceiver(settings.signingSecret, log, now);
  return { receiver: createSocketReceiver(socketAddress(settings.appToken, settings.apiUrl), log), listener: null };
}
