import type { ReleaseEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';

export type CreateResult =
  | { kind: 'created'; id: string; number: number }
  /** The same ask came before and made this release. */
  | { kind: 'repeated'; id: string }
  /** Service and environment have a live release already. */
  | { kind: 'busy'; id: string };

export type AppendResult = { kind: 'appended'; version: number } | { kind: 'conflict' };

/** A log as read back; `broken` where an entry could not be understood by this version of Sluice. */
export type LoadResult =
  | { kind: 'found'; events: ReleaseEvent[] }
  | { kind: 'missing' }
  | { kind: 'broken'; detail: string };

export interface HistoryQuery {
  service?: string;
  environment?: string;
  limit: number;
}

/** The first event but for what the store gives out itself. */
export type FirstEvent = Omit<Extract<ReleaseEvent, { type: 'requested' }>, 'id' | 'number'>;

/**
 * The release log and its indexes. An append either happens whole, at the expected version, with all indexes, or not
 * at all; an append that ends the release frees its service and environment in the same instant.
 */
export interface ReleaseStore {
  create(first: FirstEvent): Promise<CreateResult>;
  load(id: string): Promise<LoadResult>;
  /** @param expected the number of events that the writer has folded */
  append(id: string, expected: number, events: readonly ReleaseEvent[]): Promise<AppendResult>;
  /** Number of events in the log; 0 where there is none. */
  version(id: string): Promise<number>;
  /** Ids of the releases that have not ended. */
  live(): Promise<string[]>;
  liveOf(service: string, environment: string): Promise<string | null>;
  idOfNumber(number: number): Promise<string | null>;
  /** Ids, the newest first. */
  history(query: HistoryQuery): Promise<string[]>;
  /** A number that grows with each call: who took the release up last. */
  takeUp(id: string): Promise<number>;
  memo(id: string): Promise<JsonObject | null>;
  setMemo(id: string, memo: JsonObject | null): Promise<void>;
  /** Releases with news that Slack has not been told. */
  untold(): Promise<string[]>;
  /** Slack has been told everything up to this version. */
  markTold(id: string, version: number): Promise<void>;
}
