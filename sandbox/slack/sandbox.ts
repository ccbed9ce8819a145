import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiContext } from './api/context.ts';
import { createRateLimits, noLimits } from './api/limits.ts';
import { createDeliverer, type Deliverer } from './delivery/deliver.ts';
import { createSocketHub, type SocketHub } from './delivery/socket.ts';
import { createPeople } from './people/acts.ts';
import { createDriver, waitForMessage } from './people/driver.ts';
import { createPageSockets } from './people/page-socket.ts';
import { pageState } from './people/page-state.ts';
import type { PageHint } from './protocol.ts';
import { type ApiRoutesDeps, routeApi } from './server/api-routes.ts';
import { createFaults, type Faults } from './server/faults.ts';
import { isSameOrigin, noPage, type PageRoutesDeps, routePage } from './server/page-routes.ts';
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
  let hints: PageHint[] = options.hints ?? [];
  const setHints = (next: PageHint[]) => {
    hints = next;
    world.bus.emit({ type: 'hints', hints });
  };

  let url = '';
  const people = createPeople({ world, deliverer, baseUrl: () => url });
  const context = (): ApiContext => ({ world, hub, baseUrl: url, triggerMs: options.timing?.triggerMs ?? 3_000 });
  const limits = options.rateLimits === 'slack' ? createRateLimits(() => world.clock.now()) : noLimits;
  const state = (user: string) => pageState(world, user, { hints, botConnected: botConnected() });
  const pageSockets = createPageSockets(world);
  const server = createServer(
    answer({ context, limits, faults }, { world, people, page: options.page ?? noPage, state }),
  );
  server.on('upgrade', upgrade({ hub, faults, pageSockets }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  url = `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`;

  return {
    url,
    apiUrl: `${url}/api/`,
    close: () =>
      new Promise((resolve) => {
        faults.clear();
        hub.close();
        pageSockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    setDelivery(next) {
      deliverer.setMode(next);
      world.bus.emit({ type: 'bot', connected: botConnected() });
    },
    as: (userId) => createDriver(world, people, userId),
    act: people.act,
    onAct: people.onAct,
    faults,
    setHints,
    markHint: (id) => setHints(hints.map((hint) => (hint.id === id ? { ...hint, done: true } : hint))),
    toast: (user, text) => world.bus.emit({ type: 'toast', user, text }),
    waitForMessage: (predicate, timeoutMs) => waitForMessage(world, predicate, timeoutMs),
    waitForCall: (predicate, timeoutMs = WAIT_MS) =>
      waitFor(
        world.bus,
        () => world.journal.find(predicate),
        'a call',
        timeoutMs,
        () => world.journal.map(({ method }) => method).join(', '),
      ),
    waitForBots: (count, timeoutMs = WAIT_MS) =>
      waitFor(
        world.bus,
        () => (hub.count() === count ? true : undefined),
        `${count} bots`,
        timeoutMs,
        () => String(hub.count()),
      ).then(() => undefined),
    ...lookAt(world),
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
  const deliverer = createDeliverer({ world, hub, faults, ackMs, eventRetryMs }, delivery);
  const botConnected = () => !faults.isOut() && (deliverer.mode().mode === 'http' || hub.count() > 0);
  const parts: Parts = { hub, faults, deliverer, botConnected };
  return parts;
}

/** Each request is the API's or the page's; what goes wrong inside answers 500 instead of hanging. */
function answer(api: ApiRoutesDeps, page: PageRoutesDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    routeApi(api, request, response, url)
      .then((done) => (done ? undefined : routePage(page, request, response, url)))
      .catch((error: unknown) => {
        if (response.headersSent || response.destroyed) return;
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ ok: false, error: 'internal_error', detail: String(error) }));
      });
  };
}

function upgrade(deps: { hub: SocketHub; faults: Faults; pageSockets: ReturnType<typeof createPageSockets> }) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    socket.on('error', () => socket.destroy());
    if (url.pathname.startsWith('/link') && !deps.faults.isOut()) {
      deps.hub.upgrade(request, socket, head, url.searchParams.get('ticket') ?? '');
    } else if (url.pathname === '/_page/ws' && isSameOrigin(request)) {
      deps.pageSockets.upgrade(request, socket, head, url.searchParams.get('user') ?? '');
    } else {
      socket.destroy();
    }
  };
}
