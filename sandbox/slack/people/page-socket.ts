import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { closeSockets } from '../delivery/close-sockets.ts';
import type { PageEvent } from '../protocol.ts';
import type { WorldEvent } from '../world/bus.ts';
import { modalsOf } from '../world/views.ts';
import { maySee, type World } from '../world/world.ts';
import { pageMessage, pageView } from './page-state.ts';

/** The page's live connections: each sees what its person may see. */
export interface PageSockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, user: string): void;
  close(): Promise<void>;
}

export function createPageSockets(world: World): PageSockets {
  const server = new WebSocketServer({ noServer: true });
  return {
    upgrade(request, socket, head, user) {
      server.handleUpgrade(request, socket, head, (client) => {
        const stop = world.bus.on((event) => {
          const told = toPage(world, user, event);
          if (told) client.send(JSON.stringify(told));
        });
        client.on('close', stop);
        client.on('error', () => client.terminate());
      });
    },
    close: () => closeSockets(server),
  };
}

/** What this person's page hears of an event; undefined when it is none of their business. */
function toPage(world: World, user: string, event: WorldEvent): PageEvent | undefined {
  switch (event.type) {
    case 'message': {
      const { message } = event;
      if (!mayHear(world, user, message.channel, message.ephemeralTo)) return undefined;
      return { type: 'message', message: pageMessage(world, message) };
    }
    case 'message_deleted':
      if (!mayHear(world, user, event.channel, event.ephemeralTo)) return undefined;
      return { type: 'message_deleted', channel: event.channel, ts: event.ts };
    case 'home': {
      const home = event.user === user ? world.homes.get(user) : undefined;
      return home && { type: 'home', home: pageView(home) };
    }
    case 'modals':
      if (event.user !== user) return undefined;
      return { type: 'modals', modals: modalsOf(world, user).map(pageView) };
    case 'toast':
      return event.user === user ? { type: 'toast', text: event.text } : undefined;
    case 'hints':
    case 'bot':
      return event;
    case 'call':
    case 'delivery':
      return undefined;
  }
}

function mayHear(world: World, user: string, channelId: string, ephemeralTo: string | undefined): boolean {
  if (ephemeralTo !== undefined) return ephemeralTo === user;
  const channel = world.channels.get(channelId);
  return channel !== undefined && maySee(channel, user);
}
