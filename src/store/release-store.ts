import type { EventOf, ReleaseEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Measured } from '../domain/release.ts';
import type { Stretch } from '../domain/verdict.ts';

export type CreateResult =
  | { kind: 'created'; id: string; number: number }
  /** The same request came before and made this release. */
  | { kind: 'repeated'; id: string }
  /** Service and environment have a live release already. */
  | { kind: 'busy'; id: string };

/** As whoever asks for a release on behalf of a train: its id, and the fencing token of the lease. */
export interface OnBehalf {
  id: string;
  fencingToken: number;
}

/** What becomes of a request that waits for the end of the release that has its place. */
export type EnqueueResult =
  /** `replaced`: the one that waited there until now. */
  | { kind: 'created'; id: string; number: number; replaced: string | null }
  | { kind: 'repeated'; id: string }
  /** The place is not as the caller has seen it: nothing was written. */
  | { kind: 'moved' };

export interface Queueing {
  /** Who has the place. */
  behind: string;
  /** That one is to make way: the number of its events that was decided upon; null where its end is waited for. */
  superseding: number | null;
  /** The second event of the log. */
  queued: EventOf<'queued'>;
  /** For the log of whoever makes way: the store adds the number. */
  superseded: Omit<EventOf<'superseded'>, 'number'>;
}

/** Whether the place is the release's own, another's, or is given to yet another after that. */
export type Turn = 'has' | 'waits' | 'lost';

/** `next`: the release that has its place from now on, where one has waited for it. */
export type AppendResult = { kind: 'appended'; version: number; next?: string } | { kind: 'conflict' };

/** A log that cannot be used. */
export type Unreadable =
  | { kind: 'missing' }
  /** An entry is damaged, or one is missing. */
  | { kind: 'broken'; detail: string }
  /** An entry is of a form that only a newer Sluice knows. */
  | { kind: 'newer'; detail: string };

/** A log as read back, with what was measured since its last entry. */
export type LoadResult = { kind: 'found'; events: ReleaseEvent[]; latest: Measured | null } | Unreadable;

/** What the last look at the metrics left. */
export interface LastMeasurement {
  /** Written by the metric source, e.g. raw counters. */
  checkpoint: JsonObject | null;
  /** Looks that said nothing new, merged into one: not in the log yet. */
  latest: Measured | null;
  /** The newest measurements since the traffic last changed, the oldest first; absent in what older versions left. */
  recent?: readonly Stretch[];
  /** What the metric source has left of the goal that this step compares, and when (ms since the epoch); absent where none does. */
  goal?: { checkpoint: JsonObject | null; at: number; step?: number | undefined };
  /** When the share was last read back and was the wanted one (ms since the epoch); absent where it was not looked at. */
  stoodAt?: number;
  /** When the candidate's own objects were last looked at (ms since the epoch); absent where they were not. */
  candidateSeenAt?: number;
  /** What could not be read lately; absent where all could. */
  unread?: Unread;
}

/** A read that failed, and how long it is left alone. Times are ms since the epoch. */
export interface Unread {
  /** Who reads: the share (or the image) that was written, or the workload that runs the new version. */
  by: 'written' | 'workload';
  since: number;
  until: number;
  detail: string;
  /** It is the cluster that does not answer, whatever is asked. */
  whole: boolean;
}

/** How much of a log somebody has folded already: its number of entries and the text of the last one. */
export interface Known {
  version: number;
  last: string;
}

export type Claimed =
  | {
      kind: 'found';
      /** Grows with each call: who took the release up last. */
      fencingToken: number;
      lastMeasurement: LastMeasurement;
      /** Entries after the first `after`; `after` is 0 where what was known is not what is there. */
      events: ReleaseEvent[];
      after: number;
      known: Known;
    }
  | Unreadable;

export type DatabaseLock =
  | { kind: 'locked' }
  /** Another live release has it: what that is about, and since when (ms since the epoch), where it was said. */
  | { kind: 'busy'; id: string; of: string | null; since: number | null }
  /** Whoever asks for it is not live. */
  | { kind: 'over' };

/** Whether the lock of a database can be taken. */
export type DatabaseTry = { kind: 'free' } | Extract<DatabaseLock, { kind: 'busy' }>;

export interface HistoryQuery {
  service?: string;
  environment?: string;
  limit: number;
}

export interface Past {
  /** What was asked for earlier than this (ms since the epoch) is old. */
  before: number;
  /** So many of each service and environment stay, however old. */
  keep: number;
  /** Where among the old ones to begin, and how many of them to look at. */
  from: number;
  count: number;
}

export interface Forgotten {
  ids: string[];
  /** Where to go on; 0 when all have been looked at. */
  next: number;
}

/** The first event but for what the store gives out itself. */
export type FirstEvent = Omit<Extract<ReleaseEvent, { type: 'requested' }>, 'id' | 'number'>;

/** An append by a worker: refused when another has claimed the release since; leaves its measurement in the same instant. */
export interface Lease {
  fencingToken: number;
  lastMeasurement: LastMeasurement;
}

/**
 * The release log and its indexes. An append either happens whole, at the expected version, with all indexes, or not
 * at all; an append that ends the release frees its service and environment in the same instant.
 *
 * Nothing that is called often looks at all releases: what waits to be done or to be told is kept apart, with its time.
 */
export interface ReleaseStore {
  create(first: FirstEvent): Promise<CreateResult>;
  /**
   * A release that waits for the end of the one that has its place; at most one does, and one that did before makes way. All
   * of it in one instant.
   */
  enqueue(first: FirstEvent, how: Queueing): Promise<EnqueueResult>;
  /** Who waits there for the end of the live one. */
  nextOf(service: string, environment: string): Promise<string | null>;
  /** For one that waits: an end gives it the place in the same instant, also where nobody has told it. */
  takeTurn(id: string): Promise<Turn>;
  /** As `create`, for a train; `stale`, and nothing is made, where another worker has claimed that since, or it is over. */
  createFor(train: OnBehalf, first: FirstEvent): Promise<CreateResult | { kind: 'stale' }>;
  /** As `create`, under a number that was given out before and lost; `busy` also where there is a log of that number that nobody has given up. */
  adopt(number: number, first: FirstEvent): Promise<CreateResult>;
  load(id: string): Promise<LoadResult>;
  /** Claims the release for one lease of a worker: all that the lease needs in one call. */
  claim(id: string, known: Known | null): Promise<Claimed>;
  /** @param expected the number of events that the writer has folded */
  append(id: string, expected: number, events: readonly ReleaseEvent[], lease?: Lease): Promise<AppendResult>;
  /** False, and nothing is kept, when another worker has claimed the release since. */
  setLastMeasurement(id: string, lease: Lease): Promise<boolean>;
  /** The worker has done all that a log of this version asks for. True when the log has grown since. */
  settle(id: string, version: number): Promise<boolean>;
  /** Who took the release up last (0: nobody yet); null when it is over or there is none. */
  fencingToken(id: string): Promise<number | null>;
  /** Makes the next worker's token greater than `above`. */
  raiseFencingToken(id: string, above: number): Promise<void>;
  /** Numbers given out from now on are greater than `above`. */
  raiseNumber(above: number): Promise<void>;
  /** Number of events in the log; 0 where there is none. */
  version(id: string): Promise<number>;
  /** Ids of the releases that have not ended. */
  live(): Promise<string[]>;
  liveCount(): Promise<number>;
  /** About `count` of the live ones and where to go on; a cursor of '0' begins, and says that all have been seen. */
  liveSlice(cursor: string, count: number): Promise<{ cursor: string; ids: string[] }>;
  liveOf(service: string, environment: string): Promise<string | null>;
  /**
   * Takes the lock of a database for a live release. It is given back by nobody: it ends in the instant in which the release
   * does.
   * @param of what the release is about, for those who wait: "search in production"
   */
  lockDatabase(id: string, database: string, of: string): Promise<DatabaseLock>;
  /** Gives the lock of a database back before the release ends; another's stays. */
  freeDatabase(id: string, database: string): Promise<void>;
  /** Takes the lock of a database and gives it back at once, in one instant; says who has it where that can't be done. */
  tryDatabase(database: string): Promise<DatabaseTry>;
  idOfNumber(number: number): Promise<string | null>;
  /** Ids, the newest first. */
  history(query: HistoryQuery): Promise<string[]>;
  /** Forgets old releases that are over and told, the oldest first; never one that may have left something behind. */
  forget(past: Past): Promise<Forgotten>;
  /** Live releases whose log has grown and has not been settled for `forMs`. */
  unsettled(forMs: number, limit: number): Promise<string[]>;
  /** Releases with news that Slack has not been told, those that have waited longest first. */
  untold(forMs?: number, limit?: number): Promise<string[]>;
  /** How long the oldest news has waited to be told, in ms; 0 where there is none. */
  untoldForMs(): Promise<number>;
  /** Slack has been told everything up to this version. */
  markNotified(id: string, version: number): Promise<void>;
}
