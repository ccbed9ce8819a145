import { channelMessages, findMessage, replies } from './messages.ts';
import type { DeliveryEntry, JournalEntry, Message, View } from './model.ts';
import { modalsOf } from './views.ts';
import type { World } from './world.ts';

/** What tests may look at. Messages and views are copies. */
export interface Look {
  messages(channel: string): Message[];
  thread(channel: string, ts: string): Message[];
  ephemerals(userId: string): Message[];
  modals(userId: string): View[];
  home(userId: string): View | null;
  journal: readonly JournalEntry[];
  deliveries: readonly DeliveryEntry[];
}

export function lookAt(world: World): Look {
  const idOf = (channel: string) => {
    const name = channel.replace(/^#/, '');
    for (const { id, name: own, imWith } of world.channels.values()) if (imWith === null && own === name) return id;
    return channel;
  };
  return {
    messages: (channel) =>
      structuredClone(
        channelMessages(world, idOf(channel)).filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast),
      ),
    thread(channel, ts) {
      const parent = findMessage(world, idOf(channel), ts);
      return parent ? structuredClone([parent, ...replies(world, idOf(channel), ts)]) : [];
    },
    ephemerals: (userId) => structuredClone(world.ephemerals.filter(({ ephemeralTo }) => ephemeralTo === userId)),
    modals: (userId) => structuredClone(modalsOf(world, userId)),
    home: (userId) => structuredClone(world.homes.get(userId) ?? null),
    journal: world.journal,
    deliveries: world.deliveries,
  };
}
