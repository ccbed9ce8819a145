import type { ApiContext } from './api/context.ts';
import { createRateLimits, noLimits } from './api/limits.ts';
import { defaultScopes } from './api/methods.ts';
import { createDeliverer, type Deliverer } from './delivery/deliver.ts';
import { newResponseUrl } from './delivery/handles.ts';
import { createSocketHub, type SocketHub } from './delivery/socket.ts';
import { createPeople } from './people/acts.ts';
import { createAdmin } from './people/admin.ts';
import { createDriver } from './people/driver.ts';
import { createPageSockets } from './people/page-socket.ts';
import { pageState } from './people/page-state.ts';
import { waitForMessage } from './people/waiting.ts';
import type { PageHint } from './protocol.ts';
import { createFaults, type Faults } from './server/faults.ts';
import { listen } from './server/listen.ts';
import { noPage } from './server/page-routes.ts';
import type { SlackSandbox, SlackSandboxOptions } from './types.ts';
import { waitFor } from './world/bus.ts';
import { lookAt } from './world/look.ts';
import { createWorld, type World } from './world/world.ts';

const WAIT_MS = 5_000;

/**
 * Starts a local Slack: Web API, Socket Mode or signed HTTP, and the page for people.
 *
 * @throws Error when the port is taken
 */
export async function createSlackSandbox(options: SlackSandboxOptions): Promise<SlackSandbox> {
  const world = createWorld(options.seed, options.clock ?? { now: () => Date.now() });
  const parts = wire(world, options);
  const { hub, faults, deliverer, botConnected } = parts;
  const hints = createHints(world, options.hints ?? []);
  let url = '';
  const people = createPeople({ world, deliverer, baseUrl: () => url });
  const { triggerMs = 3_000, fileReadyMs = 1_000 } = options.timing ?? {};
  const scopes = options.seed.scopes ?? defaultScopes;
  const context = (): ApiContext => ({ world, hub, scopes, baseUrl: url, triggerMs, fileReadyMs });
  const limits = options.rateLimits === 'slack' ? createRateLimits(() => world.clock.now()) : noLimits;
  const state = (user: string) => pageState(world, user, { hints: hints.all(), botConnected: botConnected() });
  const pageSockets = createPageSockets(world);
  const server = await listen(
    {
      api: { context, limits, faults },
      page: { world, people, page: options.page ?? noPage, state },
      hub,
      pageSockets,
    },
    options.host ?? '127.0.0.1',
    options.port ?? 0,
  );
  url = server.url;

  return {
    url,
    apiUrl: `${url}/api/`,
    async close() {
      faults.clear();
      await Promise.all([hub.close(), pageSockets.close()]);
      await server.close();
    },
    setDelivery(next) {
      deliverer.setMode(next);
      world.bus.emit({ type: 'bot', connected: botConnected() });
    },
    as: (userId) => createDriver(world, people, userId),
    act: people.act,
    onAct: people.onAct,
    faults,
    admin: createAdmin(world),
    setHints: hints.set,
    markHint: hints.mark,
    responseUrl: (to) => newResponseUrl(world, url, to),
    toast: (user, text) => world.bus.emit({ type: 'toast', user, text }),
    ...waits(world, hub),
    ...lookAt(world),
  };
}

/** What the page tells newcomers, as far as they have come. */
function createHints(world: World, first: PageHint[]) {
  let hints = first;
  const set = (next: PageHint[]) => {
    hints = next;
    world.bus.emit({ type: 'hints', hints });
  };
  const mark = (id: string) => set(hints.map((hint) => (hint.id === id ? { ...hint, done: true } : hint)));
  return { all: () => hints, set, mark };
}

/** Waiting for what concerns no single person. */
function waits(world: World, hub: SocketHub): Pick<SlackSandbox, 'waitForMessage' | 'waitForCall' | 'waitForBots'> {
  return {
    waitForMessage: (predicate, timeoutMs) => waitForMessage(world, predicate, timeoutMs),
    waitForCall(predicate, timeoutMs = WAIT_MS) {
      const there = () => world.journal.map(({ method }) => method).join(', ');
      return waitFor(world.bus, () => world.journal.find(predicate), 'a call', timeoutMs, there);
    },
    async waitForBots(count, timeoutMs = WAIT_MS) {
      const look = () => (hub.count() === count ? true : undefined);
      await waitFor(world.bus, look, `${count} connected bots`, timeoutMs, () => String(hub.count()));
    },
  };
}

interface Parts {
  hub: SocketHub;
  faults: Faults;
  deliverer: Deliverer;
  botConnected(): boolean;
}

/** The ways to the bot, with their troubles. */
function wire(world: World, { seed, delivery, timing }: SlackSandboxOptions): Parts {
  const now = () => world.clock.now();
  const ackMs = timing?.ackMs ?? 3_000;
  const tell = () => world.bus.emit({ type: 'bot', connected: parts.botConnected() });
  const hub = createSocketHub({
    appId: seed.bot.appId,
    now,
    hex: world.ids.hex,
    ackMs,
    pingMs: timing?.pingMs ?? 5_000,
    onCount: tell,
  });
  const faults = createFaults({ now, onOutage: tell, disconnect: hub.disconnectAll });
  const eventRetryMs = timing?.eventRetryMs ?? [1_000, 60_000, 300_000];
  const deliverer = createDeliverer({ world, hub, faults, ackMs, eventRetryMs, onReachable: tell }, delivery);
  const botConnected = () =>
    !faults.isOut() && (deliverer.mode().mode === 'http' ? deliverer.isReachable() : hub.count() > 0);
  const parts: Parts = { hub, faults, deliverer, botConnected };
  return parts;
}
