import type { DeliveryMode } from './delivery/deliver.ts';
import type { ActListener } from './people/acts.ts';
import type { Admin } from './people/admin.ts';
import type { PersonDriver } from './people/driver.ts';
import type { ActResult } from './people/result.ts';
import type { PageAct, PageHint } from './protocol.ts';
import type { Faults } from './server/faults.ts';
import type { PageProvider } from './server/page-routes.ts';
import type { Clock, DeliveryEntry, JournalEntry, Message, SlackSeed, View } from './world/model.ts';

export interface SlackSandboxOptions {
  seed: SlackSeed;
  /** Left out or 0: a free one. */
  port?: number;
  /** Where to listen; 127.0.0.1 if left out. */
  host?: string;
  /** How the bot is told what happens. */
  delivery: DeliveryMode;
  /** What the page tells newcomers. */
  hints?: PageHint[];
  /** The browser page, built, or a function that builds it. */
  page?: PageProvider;
  clock?: Clock;
  /** Slack's tiers; off if left out. */
  rateLimits?: 'off' | 'slack';
  /** Times in ms; Slack's own if left out. */
  timing?: {
    ackMs?: number;
    triggerMs?: number;
    pingMs?: number;
    eventRetryMs?: readonly number[];
    /** How long after the end of its upload a file can be named in blocks; a second if left out. */
    fileReadyMs?: number;
  };
}

/** A local Slack, running. */
export interface SlackSandbox {
  /** The page, e.g. http://127.0.0.1:4000 */
  url: string;
  /** For WebClient's slackApiUrl, e.g. http://127.0.0.1:4000/api/ */
  apiUrl: string;
  close(): Promise<void>;
  setDelivery(delivery: DeliveryMode): void;
  /** Acts as a person. @throws Error when there is no such person */
  as(userId: string): PersonDriver;
  act(act: PageAct): Promise<ActResult>;
  /** Told after each thing that a person did, from the page or from a test. */
  onAct(listener: ActListener): () => void;
  /** The first message in any channel for which the predicate holds, now or within the time (5 s). */
  waitForMessage(predicate: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** The first Web API call for which the predicate holds, past or within the time (5 s). */
  waitForCall(predicate: (entry: JournalEntry) => boolean, timeoutMs?: number): Promise<JournalEntry>;
  /** A new address at which the bot may answer a person in a channel (by id), as it comes with a command. */
  responseUrl(to: { user: string; channel: string }): string;
  /** Resolves when as many bots are connected by socket. */
  waitForBots(count: number, timeoutMs?: number): Promise<void>;
  /** Channel by id or name: what stands in it, with broadcast replies, without thread replies; oldest first. */
  messages(channel: string): Message[];
  /** A message and its replies, oldest first. */
  thread(channel: string, ts: string): Message[];
  ephemerals(userId: string): Message[];
  modals(userId: string): View[];
  home(userId: string): View | null;
  /** Every Web API call, response_url post and upload, in order of answer. */
  journal: readonly JournalEntry[];
  /** Everything the bot was told, in order of outcome. */
  deliveries: readonly DeliveryEntry[];
  faults: Faults;
  admin: Admin;
  setHints(hints: PageHint[]): void;
  markHint(id: string): void;
  /** A line at the edge of a person's page. */
  toast(userId: string, text: string): void;
}
