import type { ReleaseEvent } from '../../src/domain/events.ts';

/** What the checker looks at: raw, as it was found, with nothing derived by the product. */
export interface Evidence {
  logs: readonly ReleaseLog[];
  /** The marks of all messages that stand in Slack. */
  marks: readonly Mark[];
  /** Ids of the people who may approve. */
  approvers: readonly string[];
  /** The candidate's share (percent) that each write to a router left, in order. */
  weights: readonly Weight[];
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
  events: readonly ReleaseEvent[];
}

export interface Weight {
  /** `service@environment`. */
  place: string;
  at: number;
  percent: number;
}

export interface Mark {
  release: string;
  key: string;
}

export const invariants = [
  'one live',
  'ended',
  'log',
  'approved',
  'told once',
  'weight falls',
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
