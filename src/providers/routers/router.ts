import type { Plan } from '../../domain/plan.ts';
import type { PreflightFinding } from '../../domain/preflight.ts';
import type { Route } from '../../domain/route.ts';
import type { Target } from '../../domain/target.ts';
import type { Fence } from '../../platform/kube/fence.ts';
import type { KubeObject } from '../../platform/kube.ts';
import type { RouterTraits } from './kind.ts';

export interface RouteContext {
  plan: Plan;
  target: Target;
  /** Who writes: its mark goes onto every object that is written; a write that finds a later one stops with `StaleWriter`. */
  fence: Fence;
  /** By the log, this release has written the routing objects: what stands there under a mark that is not sealed is its. */
  routesWritten: boolean;
}

/** A write of the routing objects, as it is tried before a release. */
export interface RouteWrite {
  verb: 'create' | 'update';
  /** As permissions name it: the plural. */
  resource: string;
  object: KubeObject;
}

/** What the candidate has instead of what it was given. */
export interface Drift {
  /** Percent (0 to 100) of the requests without a mark: the farthest from the wanted one where rules differ. */
  share: number;
  /** Where the weights are as they were left: what beside them is not. */
  beside?: 'match' | 'mirror' | 'sticky';
}

/** Divides the traffic of one service between stable and candidate. Every method is idempotent. */
export interface Router {
  readonly traits: RouterTraits;
  /** What is wrong with the user's routing objects, in words, or null when they are fit. Reads only. */
  check(target: Target): Promise<string | null>;
  /**
   * What else should be known of the route before anything is written; absent where that is never anything. Reads only;
   * throws a `KubeError`.
   */
  foresee?(target: Target): Promise<PreflightFinding[]>;
  /**
   * What a release would write of the routing objects, for a dry run: a weight, and each of these routes; absent where it
   * writes none. Reads only.
   */
  writes?(target: Target, routes: readonly Route[]): Promise<RouteWrite[]>;
  /**
   * What keeps it from applying these routes to this target, or is to be known of them; absent where the traits say all
   * there is. Asked before anything is written. Reads only; throws a `KubeError`.
   */
  unable?(target: Target, routes: readonly Route[]): Promise<PreflightFinding[]>;
  /** The routing objects know the candidate, which gets nothing yet. */
  prepare(context: RouteContext): Promise<void>;
  /**
   * The candidate gets what the route says, which is one that the traits name, and nothing of what an earlier route gave
   * it. A weight of 0 takes all of it back.
   */
  shift(context: RouteContext, route: Route): Promise<void>;
  /**
   * What the cluster itself has still to do before the traffic goes as the route says, in words; null once it does. Absent
   * where nothing tells. Reads only.
   */
  pending?(context: RouteContext, route: Route): Promise<string | null>;
  /**
   * The share of the answers to requests without a mark that the candidate has now, read back from the cluster (0 to 100).
   * To copies it gives none that anybody sees.
   */
  share(context: RouteContext): Promise<number>;
  /** Whether any request reaches the candidate: by its share, by a mark, or as a copy. Reads only. */
  reaches(context: RouteContext): Promise<boolean>;
  /**
   * Whether the routing objects still are as `shift` left them for this route. Reads only.
   * @returns null while they are
   */
  drift(context: RouteContext, route: Route): Promise<Drift | null>;
  /** The routing objects are as they were before `prepare`; nothing of ours is left in them. */
  clean(context: RouteContext): Promise<void>;
  /** Names of what is still ours, for the final look; empty when clean. */
  leftovers(context: RouteContext): Promise<string[]>;
}
