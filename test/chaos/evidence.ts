import type { WorldRouting } from '../../sandbox/workloads/world.ts';
import type { Entry } from './shapes.ts';

/** What the checker looks at: raw, as it was found, with nothing derived by the product. */
export interface Evidence {
  logs: readonly ReleaseLog[];
  /** The marks of all messages that stand in Slack. */
  marks: readonly Mark[];
  /** Ids of the people who may approve. */
  approvers: readonly string[];
  /** The places' states, each time one changed, in order: by the sandbox's own clock. */
  sights: readonly Sight[];
  /** What the bot was told by people, and what came of it. */
  deliveries: readonly Delivered[];
  /** The times in which something was broken on purpose. */
  troubles: readonly Trouble[];
  /** `service version` of the versions that the world knows to be bad. */
  bad: readonly string[];
  /** The first write to the cluster that named the release, where there was one. */
  firstWrites: readonly { release: string; at: number }[];
  /** `kind name@namespace` of objects that carry a candidate's name, or anything of Sluice's in their text. */
  leftovers: readonly string[];
  /** `service@environment image` as it runs at the end. */
  running: readonly string[];
  /** The same before the first request. */
  ranFirst: readonly string[];
  /** What stands in the cluster but for statuses: canonical JSON by `kind name@namespace`, at the end and at first. */
  objects: Readonly<Record<string, string>>;
  objectsFirst: Readonly<Record<string, string>>;
}

export interface ReleaseLog {
  id: string;
  events: readonly Entry[];
  /** The ids of the entries in Redis. */
  ids: readonly string[];
  /** When the observer first saw each entry (sandbox's clock; never before it was written). */
  seen: readonly number[];
}

/** One place as the sandbox's cluster itself has it, after one change. */
export interface Sight {
  /** `service@environment`. */
  place: string;
  at: number;
  /** How requests come to it. */
  routing: WorldRouting['kind'];
  /** What the place is meant to run in full. */
  full: number;
  /** Percent of the requests without a mark that the candidate answers by the routes, or by the Service's selector. */
  percent: number;
  /** Percent of the requests of which it gets a copy. */
  copies: number;
  /** Whether requests with a mark reach it. */
  marked: boolean;
  /** Ids of the releases that have a candidate there, or pods of one, be it that they stop. */
  candidates: readonly string[];
  stable: Size;
  candidate: Size;
}

/** Wanted and ready pods. */
export interface Size {
  wanted: number;
  ready: number;
}

export interface Delivered {
  at: number;
  what: string;
  /** Why it was not acknowledged within 3 s; null where it was. */
  failed: string | null;
}

export interface Trouble {
  kind: string;
  from: number;
  /** When it was over, and what it broke was back. */
  to: number;
}

export interface Mark {
  release: string;
  key: string;
}

export const invariants = [
  'one live',
  'one candidate',
  'ended',
  'log',
  'approved',
  'told once',
  'capacity',
  'evidence',
  'weight falls',
  'answered',
  'nothing left',
  'as before',
] as const;
export type Invariant = (typeof invariants)[number];

export interface Violation {
  invariant: Invariant;
  release: string;
  /** What was found, in raw words. */
  evidence: string;
}
