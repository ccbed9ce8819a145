/**
 * What the sandbox's Slack page and its server say to each other. It is the sandbox's own protocol, apart from
 * Slack's Web API (which the bot uses): the page plays the Slack client of one person.
 */

/**
 * A Block Kit block or view, as the bot sent it (the server has checked its shape and limits). Pictures uploaded to
 * Slack (slack_file) also carry an image_url that the page can load; views carry what the person chose so far under
 * state.values.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface PageUser {
  id: string;
  name: string;
  realName: string;
  title: string;
  /** A colour for the drawn avatar, as #rrggbb. */
  color: string;
  isBot: boolean;
}

export interface PageChannel {
  id: string;
  name: string;
  topic: string;
  /** Direct conversation with the bot, rather than a channel. */
  isIm: boolean;
}

export interface PageGroup {
  id: string;
  handle: string;
  name: string;
  members: string[];
}

export interface PageMessage {
  channel: string;
  /** Slack's message id: seconds.microseconds. */
  ts: string;
  threadTs?: string;
  /** Set on a thread reply that was also sent to the channel. */
  broadcast?: boolean;
  user: string;
  text: string;
  blocks: JsonObject[];
  attachments: JsonObject[];
  edited: boolean;
  /** Only one person sees it, and only until the page is reloaded. */
  ephemeral: boolean;
  replyCount: number;
  files: { id: string; title: string; url: string; mimetype: string }[];
}

export interface PageView {
  id: string;
  view: JsonObject;
  /** Errors under their fields, by block_id. */
  errors: Record<string, string>;
}

/** GET /_page/state?user=U1: everything that one person sees (the first person when left empty). */
export interface PageState {
  team: { id: string; name: string };
  me: PageUser;
  users: PageUser[];
  groups: PageGroup[];
  channels: PageChannel[];
  messages: PageMessage[];
  home: PageView | null;
  /** The open modals of this person, the topmost last. */
  modals: PageView[];
  /** Slash commands that an app has registered, for completion. */
  commands: { command: string; usageHint: string; description: string }[];
  botId: string;
  /** Hints of the sandbox for newcomers: what to type first and next. */
  hints: PageHint[];
  /** False while a simulated outage is on or the bot is not connected. */
  botConnected: boolean;
}

export interface PageHint {
  id: string;
  title: string;
  text: string;
  /** Text that a click puts into the message box, e.g. "/deploy checkout 2.4.1 to production". */
  command?: string;
  /** Switch to this person first. */
  asUser?: string;
  done: boolean;
}

/** WebSocket /_page/ws?user=U1, server to page. */
export type PageEvent =
  | { type: 'message'; message: PageMessage }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'home'; home: PageView }
  | { type: 'modals'; modals: PageView[] }
  | { type: 'hints'; hints: PageHint[] }
  | { type: 'bot'; connected: boolean }
  | { type: 'toast'; text: string };

/**
 * POST /_page/act: what a person does. Answers {ok: true} or {ok: false, error: "words for people"}.
 * `state` has the shape of Slack's `view.state.values` / `state.values`: block_id → action_id → element state.
 */
export type PageAct =
  | { user: string; type: 'say'; channel: string; threadTs?: string; text: string }
  | {
      user: string;
      type: 'click';
      container: { type: 'message'; channel: string; ts: string } | { type: 'view'; viewId: string };
      blockId: string;
      action: JsonObject;
      state: Record<string, Record<string, JsonObject>>;
    }
  | { user: string; type: 'submit'; viewId: string; state: Record<string, Record<string, JsonObject>> }
  | { user: string; type: 'close'; viewId: string }
  | { user: string; type: 'open_home' }
  /** For external selects: what the bot offers for the typed text. Answers {ok: true, options, option_groups}. */
  | { user: string; type: 'suggest'; viewId: string; blockId: string; actionId: string; value: string };
