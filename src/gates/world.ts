import type { Release } from '../domain/release.ts';
import type { Target } from '../domain/target.ts';
import type { Switches } from '../switches/switches.ts';

/**
 * What a service runs in an environment, as far as that can be told; `image` as its template has it. `underWay`: its rollout
 * is not through, or no pod of it is ready.
 */
export type Running =
  | { kind: 'image'; image: string; underWay?: boolean }
  | { kind: 'nothing' }
  | { kind: 'unknown'; detail: string };

/** The digest of each ready pod's image as its node reports it, null for a pod that reports none; or why none can be seen. */
export type PodImages = { kind: 'seen'; digests: (string | null)[] } | { kind: 'unknown'; detail: string };

/** `complete`: an image of any other digest is another image; otherwise that isn't known. */
export interface Identities {
  digests: ReadonlySet<string>;
  complete: boolean;
}

/** What gates may look at. All of it is read only, and rejects where it could not be looked at. */
export interface GateDeps {
  /** Milliseconds since the epoch. */
  now(): number;
  running(service: string, environment: string): Promise<Running>;
  /** What the ready pods of a service say they run. Does not reject. */
  podImages(service: string, environment: string): Promise<PodImages>;
  /** Every digest by which a node may know an image of the target's repository. */
  identities(target: Target, digest: string): Promise<Identities>;
  /** Ids of the releases of a service to an environment, the newest first. */
  history(query: { service: string; environment: string; limit: number }): Promise<string[]>;
  /** A release as its log says; null where the log cannot be read. */
  release(id: string): Promise<Release | null>;
  /** Ids of the people in a user group; null where the group is not known. */
  groupMembers(handle: string): Promise<readonly string[] | null>;
  /** Whether somebody is one of our own people, whose decisions count. */
  isOurs(id: string): Promise<boolean>;
  /** Sluice's own switches. */
  switches: Pick<Switches, 'configured' | 'read'>;
  /** What the work gives, or `late` where it takes longer than `ms`. Rejects as the work does. */
  within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L>;
}
