import type { JsonObject } from '../../domain/json.ts';
import type { Profile, Workspace } from '../../domain/standing.ts';

/** A message as Slack's chat methods take it. */
export interface SlackMessage {
  text: string;
  blocks: unknown[];
  attachments?: unknown[];
}

/** Marks a message, so that a later look tells whether it was posted already. */
export interface Mark {
  release: string;
  key: string;
}

export interface MessageAddress {
  channel: string;
  threadTs?: string;
  /** A thread reply that is also sent to the channel. */
  broadcast?: boolean;
}

export interface Posted {
  /** Id of the channel, also where a name was given. */
  channel: string;
  ts: string;
}

export interface SlackGroup {
  id: string;
  handle: string;
  members: string[];
}

/** Until when a call may still leave this process (ms since epoch): later it would be a call of the past. */
export interface Until {
  notAfter: number;
}

/** What Sluice says to Slack. Every call has a deadline, is tried once, and throws `SlackError`. */
export interface SlackPort {
  /** Who the bot is and what it may do. */
  whoAmI(): Promise<Workspace & { userId: string; team: string; scopes: string[] }>;
  /** Throws `SlackError` with the code `late`, and sends nothing, where `until` is over. */
  post(place: MessageAddress, message: SlackMessage, mark: Mark, until?: Until): Promise<Posted>;
  /** As `post`. */
  update(posted: Posted, message: SlackMessage, until?: Until): Promise<void>;
  /** The message with this mark among those since `since` (ms), or null. */
  find(place: MessageAddress, mark: Mark, since: number): Promise<Posted | null>;
  ephemeral(channel: string, user: string, message: SlackMessage): Promise<void>;
  /** Answers a command or click by its response_url: only the person sees it. */
  respond(url: string, message: SlackMessage, replaces?: boolean): Promise<void>;
  openView(triggerId: string, view: JsonObject): Promise<string>;
  /** @param hash the state that is to be replaced; null: whatever is there @returns the hash of the new state */
  updateView(viewId: string, hash: string | null, view: JsonObject): Promise<string>;
  publishHome(user: string, view: JsonObject): Promise<void>;
  permalink(posted: Posted): Promise<string>;
  userName(user: string): Promise<string>;
  /** What Slack's directory says of a person. Throws also where it says too little to tell who they are. */
  getUser(user: string): Promise<Profile>;
  groups(): Promise<SlackGroup[]>;
  /** Opens the direct conversation with a person; gives its channel id. */
  openDirect(user: string): Promise<string>;
  /** Uploads a file without posting it; gives the id that an image block or a share can name. */
  upload(file: {
    name: string;
    title: string;
    content: Buffer | string;
    channel?: string;
    threadTs?: string;
  }): Promise<string>;
}

export type SlackErrorKind = 'ratelimited' | 'unreachable' | 'refused';

export class SlackError extends Error {
  override name = 'SlackError';
  readonly kind: SlackErrorKind;
  /** Slack's own code, e.g. channel_not_found; empty where Slack did not answer. */
  readonly code: string;
  /** What Slack asked to wait, ms. */
  readonly retryAfterMs: number | null;
  /** Waiting helps. */
  readonly retryable: boolean;

  constructor(kind: SlackErrorKind, code: string, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.retryable = kind !== 'refused';
  }
}
