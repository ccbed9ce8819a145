import { findMessage, removeMessage } from '../world/messages.ts';
import type { Channel, SeedUser } from '../world/model.ts';
import type { World } from '../world/world.ts';

/** What those who run a workspace do to it. Channels by id or name. */
export interface Admin {
  archive(channel: string): void;
  unarchive(channel: string): void;
  removeBot(channel: string): void;
  deleteChannel(channel: string): void;
  deleteMessage(channel: string, ts: string): void;
  /** Makes a person a guest, a stranger, or nobody any more. */
  setStanding(user: string, standing: Pick<SeedUser, 'guest' | 'deleted' | 'team'>): void;
}

/** Each throws where there is no such channel, message or person. */
export function createAdmin(world: World): Admin {
  const find = (channel: string): Channel => {
    const name = channel.replace(/^#/, '');
    const found = [...world.channels.values()].find((each) => each.id === channel || each.name === name);
    if (!found) throw new Error(`there is no channel ${channel}`);
    return found;
  };
  return {
    archive(channel) {
      find(channel).isArchived = true;
    },
    unarchive(channel) {
      find(channel).isArchived = false;
    },
    removeBot: (channel) => void find(channel).members.delete(world.seed.bot.userId),
    deleteChannel: (channel) => void world.channels.delete(find(channel).id),
    deleteMessage(channel, ts) {
      const message = findMessage(world, find(channel).id, ts);
      if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
      removeMessage(world, message);
    },
    setStanding(user, standing) {
      const known = world.users.get(user);
      if (!known) throw new Error(`there is no person ${user}`);
      world.users.set(user, { ...known, ...standing });
    },
  };
}
