import { type Bus, createBus } from './bus.ts';
import { createIds, type Ids } from './ids.ts';
import type {
  Channel,
  Clock,
  DeliveryEntry,
  JournalEntry,
  Message,
  SlackSeed,
  StoredFile,
  User,
  View,
} from './model.ts';

export const SLACKBOT = 'USLACKBOT';

/** A right to open a view: valid once and for a short time. */
export interface Trigger {
  user: string;
  issuedAt: number;
  used: boolean;
  /** The view in which the person acted, for views.push. */
  viewId?: string;
}

/** A right to answer by POST: five times in thirty minutes. */
export interface ResponseTarget {
  user: string;
  channel: string;
  threadTs?: string;
  /** The message that the person acted on. */
  original?: { ts: string; ephemeral: boolean };
  uses: number;
  expiresAt: number;
}

/** The whole workspace, in memory. */
export interface World {
  seed: SlackSeed;
  clock: Clock;
  ids: Ids;
  bus: Bus;
  users: Map<string, User>;
  channels: Map<string, Channel>;
  /** Messages by channel, in order of ts; ephemeral ones are kept apart. */
  messages: Map<string, Message[]>;
  ephemerals: Message[];
  /** Open modals by person, the topmost last. */
  modals: Map<string, View[]>;
  homes: Map<string, View>;
  files: Map<string, StoredFile>;
  triggers: Map<string, Trigger>;
  responses: Map<string, ResponseTarget>;
  journal: JournalEntry[];
  deliveries: DeliveryEntry[];
}

function addUsers(seed: SlackSeed): Map<string, User> {
  const users = new Map<string, User>();
  for (const user of seed.users) users.set(user.id, { ...user, isBot: user.bot ?? false });
  const plain = { title: '', tz: 'UTC', isBot: true };
  users.set(seed.bot.userId, { ...plain, ...seed.bot, id: seed.bot.userId });
  users.set(SLACKBOT, { ...plain, id: SLACKBOT, name: 'slackbot', realName: 'Slackbot', color: '#757575' });
  return users;
}

/** @param seed who and what is in the workspace at the start */
export function createWorld(seed: SlackSeed, clock: Clock): World {
  const created = Math.floor(clock.now() / 1000);
  const channels = new Map<string, Channel>();
  for (const { id, name, topic, members, isPrivate, isArchived } of seed.channels) {
    channels.set(id, {
      id,
      name: name.replace(/^#/, ''),
      topic,
      members: new Set(members),
      isPrivate: isPrivate ?? false,
      isArchived: isArchived ?? false,
      imWith: null,
      created,
    });
  }
  const world: World = {
    seed,
    clock,
    ids: createIds(clock),
    bus: createBus(),
    users: addUsers(seed),
    channels,
    messages: new Map(),
    ephemerals: [],
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    triggers: new Map(),
    responses: new Map(),
    journal: [],
    deliveries: [],
  };
  for (const user of seed.users) imChannel(world, user.id);
  return world;
}

/** The direct conversation of a person with the bot; made if it is not there. */
export function imChannel(world: World, userId: string): Channel {
  for (const channel of world.channels.values()) if (channel.imWith === userId) return channel;
  const channel: Channel = {
    id: `D${userId.slice(1)}`,
    name: 'directmessage',
    topic: '',
    members: new Set([userId, world.seed.bot.userId]),
    isPrivate: true,
    isArchived: false,
    imWith: userId,
    created: Math.floor(world.clock.now() / 1000),
  };
  world.channels.set(channel.id, channel);
  return channel;
}

/** True if this person may read the channel. */
export function maySee(channel: Channel, userId: string): boolean {
  return !channel.isPrivate || channel.members.has(userId);
}
