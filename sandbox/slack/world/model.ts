import type { JsonObject } from '../protocol.ts';

/** Timestamps in milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

export interface SeedUser {
  id: string;
  name: string;
  realName: string;
  title: string;
  /** Colour of the drawn avatar, #rrggbb. */
  color: string;
  /** IANA time zone, e.g. Europe/Berlin. */
  tz: string;
  email?: string;
  isAdmin?: boolean;
  /** Of some channels, or of one. */
  guest?: 'multi-channel' | 'single-channel';
  /** The account has been deactivated. */
  deleted?: boolean;
  /** Another app's bot: in the directory, but nobody to act as. */
  bot?: boolean;
  /** Another workspace's, here by a channel that both share (Slack Connect). */
  team?: { id: string; domain: string };
}

export interface SeedChannel {
  id: string;
  name: string;
  topic: string;
  /** User ids; the bot's own user id among them if it is in the channel. */
  members: string[];
  isPrivate?: boolean;
  isArchived?: boolean;
}

export interface SeedGroup {
  id: string;
  handle: string;
  name: string;
  members: string[];
}

export interface SeedCommand {
  command: string;
  usageHint: string;
  description: string;
  /** Send mentions as <@U1|name>, as Slack does when the app asked for it. */
  escape?: boolean;
}

export interface SeedBot {
  userId: string;
  botId: string;
  appId: string;
  name: string;
  realName: string;
  color: string;
}

export interface SlackSeed {
  team: { id: string; name: string; domain: string };
  users: SeedUser[];
  channels: SeedChannel[];
  groups: SeedGroup[];
  bot: SeedBot;
  botToken: string;
  appToken: string;
  signingSecret: string;
  commands: SeedCommand[];
  /** Scopes of the bot token; left out: all that the sandbox knows, except chat:write.public. */
  scopes?: string[];
  /** Whether the app has a Messages tab: without it, it can write to nobody directly. Left out: it has one. */
  messagesTab?: boolean;
}

export interface User extends SeedUser {
  isBot: boolean;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  members: Set<string>;
  isPrivate: boolean;
  isArchived: boolean;
  /** Direct conversation between this person and the bot. */
  imWith: string | null;
  created: number;
}

export interface MessageMetadata {
  event_type: string;
  event_payload: JsonObject;
}

export interface Message {
  channel: string;
  ts: string;
  threadTs?: string;
  broadcast: boolean;
  user: string;
  /** Set when the bot wrote it. */
  botId?: string;
  text: string;
  blocks: JsonObject[];
  attachments: JsonObject[];
  metadata?: MessageMetadata;
  edited?: { user: string; ts: string };
  /** Set on an ephemeral message: the only person who sees it. */
  ephemeralTo?: string;
  files: string[];
  reactions: { name: string; users: string[] }[];
}

export type StateValues = Record<string, Record<string, JsonObject>>;

export interface View {
  id: string;
  userId: string;
  type: 'modal' | 'home';
  hash: string;
  /** What the bot sent: title, blocks, callback_id, private_metadata, submit, close … */
  body: JsonObject;
  blocks: JsonObject[];
  state: StateValues;
  errors: Record<string, string>;
  rootId: string;
  previousId: string | null;
}

export interface StoredFile {
  id: string;
  title: string;
  filename: string;
  altText: string;
  mimetype: string;
  content: Buffer;
  status: 'waiting' | 'uploaded' | 'complete';
  /** From when on blocks can name it, in ms since the epoch; Slack still works on it when it has answered the upload. */
  readyAt: number;
}

/** One Web API call (or response_url post, or upload) as the sandbox saw it. Tokens are left out. */
export interface JournalEntry {
  method: string;
  args: JsonObject;
  /** ms since the epoch, when the call arrived. */
  time: number;
  /** The answer's body; null if a fault kept it from the caller. */
  answer: JsonObject | null;
  status: number;
  /** Name of the fault that hit this call, if any. */
  fault?: string;
}

/** One delivery to the bot. */
export interface DeliveryEntry {
  type: 'slash_commands' | 'interactive' | 'events_api';
  body: JsonObject;
  time: number;
  via: 'socket' | 'http';
  outcome: DeliveryOutcome;
  /** Counts from 0; above 0 it is a repetition. */
  attempt: number;
}

export type DeliveryOutcome =
  | { kind: 'acked'; payload: JsonObject | string | null }
  | { kind: 'failed'; error: 'operation_timeout' | 'dispatch_failed' | 'http_service_error' };
