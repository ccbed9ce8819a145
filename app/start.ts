import manifest from '../package.json' with { type: 'json' };
import { type Clock, localSources, startSharedClock } from '../src/platform/clock.ts';
import { collectGarbageOnce } from '../src/platform/collect-garbage.ts';
import type { GivenUp } from '../src/platform/connections.ts';
import { startHealth } from '../src/platform/health.ts';
import type { Log } from '../src/platform/log.ts';
import { connectPromptly, type RedisConnection, redisTime, whenReady } from '../src/platform/redis.ts';
import { durabilityWarnings, unusable } from '../src/platform/redis-durability.ts';
import { seldom } from '../src/platform/seldom.ts';
import { openUndoKeys } from '../src/platform/undo-key.ts';
import { within } from '../src/platform/within.ts';
import { createCardLinks } from '../src/requests/card-links.ts';
import { createWhatRuns } from '../src/requests/what-runs.ts';
import { createOutboxStore } from '../src/store/outbox-store.ts';
import { beginTracing, createObserving } from './observing.ts';
import type { Closing } from './ports.ts';
import { type Wired, type WiringOptions, wire } from './wiring.ts';
import { startAnswering, startWorking } from './working.ts';

export interface AppOptions extends Omit<WiringOptions, 'clock'> {
  /** Instead of the clock that all processes share by way of Redis. */
  clock?: Clock;
  /** Further warnings for App Home: what whoever started the app knows. */
  warnings?(): string[];
}

export interface App {
  /** Where `/healthz`, `/readyz`, `/metrics` and, over HTTP, Slack's requests are served. */
  port: number;
  /** Ends what runs now gently; what is parked stays in Redis for the next process. */
  stop(): Promise<void>;
}

/** Starts Sluice in the role that the settings name. Rejects, with everything stopped again, when a part cannot start. */
export async function startApp(given: AppOptions): Promise<App> {
  const closing: Closing = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await within(closeMs, Promise.resolve(close()), undefined);
  };
  try {
    return { port: await start(given, closing), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A part that cannot end in peace (its Redis is gone) must not keep the others from ending. */
const closeMs = 10_000;

type Options = AppOptions & WiringOptions;

async function start(given: AppOptions, closing: Closing): Promise<number> {
  const { settings, log } = given;
  const observed = { settings, log, version: manifest.version };
  const tracing = await beginTracing(observed);
  closing.push(() => tracing.stop());
  const redis = connectPromptly(settings.redisUrl);
  closing.push(() => redis.disconnect());
  redis.on('error', (error) => log.warn({ error: error.message }, 'Redis'));
  await whenReady(redis, 10_000);
  const impossible = await unusable(redis, settings.prefix);
  if (impossible !== null) throw new Error(impossible);
  const options = { ...given, clock: given.clock ?? (await sharedClock(redis, log, closing)) };
  const observing = createObserving({ ...observed, clock: options.clock }, redis, tracing);
  closing.push(() => observing.close());
  const keys = await openUndoKeys(redis, { prefix: `${settings.prefix}:`, given: settings.undoKeys, log });
  closing.push(() => keys.close());
  const wired = wire(options, { redis, keyring: keys.keyring }, observing, closing);
  const durability = () => durabilityWarnings(redis).catch(() => ['Redis does not answer']);
  for (const warning of await durability()) log.warn({}, warning);
  startAnswering(options, wired, closing);
  if (settings.role !== 'bot') await startWorking(options, wired, closing);
  const warnings = async () => [...(await durability()), ...(options.warnings?.() ?? [])];
  closing.push(collectGarbageOnce());
  return serve(options, wired, warnings, closing);
}

/** The clock of this Redis: workers on machines whose clocks differ decide by the same time. */
async function sharedClock(redis: RedisConnection, log: Log, closing: Closing): Promise<Clock> {
  const clock = await startSharedClock({ ...localSources, reference: () => redisTime(redis) }, log);
  closing.push(clock.stop);
  return clock;
}

/** The bot, where the role has one, and the health server, which also hears Slack over HTTP. */
async function serve(
  options: Options,
  wired: Wired,
  warnings: () => Promise<string[]>,
  closing: Closing,
): Promise<number> {
  const { settings, log, catalogue } = options;
  const { requests, slack, urgentWork, observing, redis } = wired;
  const { telemetry } = observing;
  const bot =
    settings.role !== 'worker' && settings.slack.mode !== 'none'
      ? (await import('../commands/bot.ts')).createBot(
          {
            ...{ requests, slack, urgentWork, telemetry, catalogue, warnings },
            whatRuns: createWhatRuns(requests),
            cardLinks: createCardLinks(createOutboxStore(redis, `${settings.prefix}:`), slack),
          },
          settings.slack,
          log,
        )
      : null;
  let connected = bot === null;
  const unready = async () => [
    ...((await redis.ping().catch(() => null)) ? [] : ['Redis does not answer']),
    ...(connected ? [] : ['not connected to Slack yet']),
  ];
  const health = await startHealth({
    port: settings.port,
    host: settings.host,
    registry: telemetry.registry,
    unready,
    beforeMetrics: () => observing.beforeMetrics(requests.store),
    below: await observing.pages(),
    next: bot?.listener ?? null,
    onGivenUp: seldom(options.clock.now, 10_000, (why: GivenUp) =>
      log.warn({ why }, 'connections that were too many, or did not take their answers, were closed'),
    ),
  });
  closing.push(() => health.close());
  if (bot) {
    await bot.start();
    connected = true;
    closing.push(() => bot.stop());
  }
  return health.port;
}
