import type { Plan } from '../../domain/plan.ts';
import type { PreflightFinding } from '../../domain/preflight.ts';
import type { Route } from '../../domain/route.ts';
import type { Target } from '../../domain/target.ts';
import type { Fence } from '../../platform/kube/fence.ts';
import type { RouterTraits } from './kind.ts';

export interface RouteContext {
  plan: Plan;
  target: Target;
  /** Who writes: its mark goes onto every object that is written; a write that finds a later one stops with `StaleWriter`. */
  fence: Fence;
  /** By the log, this release has written the routing objects: what stands there under a mark that is not sealed is its. */
  routesWritten: boolean;
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
  /** The routing objects know the candidate, which gets nothing yet. */
  prepare(context: RouteContext): Promise<void>;
  /** The candidate gets what the route says, which is one that the traits name. A weight of 0 takes all of it back. */
  shift(context: RouteContext, route: Route): Promise<void>;
  /** The share that the candidate has now, read back from the cluster (0 to 100). */
  share(context: RouteContext): Promise<number>;
  /**
   * Whether the routing objects still are as `shift` left them for this route. Reads only.
   * @returns null while they are; else the share that the candidate has instead (0 to 100), the farthest from the wanted
   *   one where they differ
   */
  drift(context: RouteContext, route: Route): Promise<{ share: number } | null>;
  /** The routing objects are as they were before `prepare`; nothing of ours is left in them. */
  clean(context: RouteContext): Promise<void>;
  /** Names of what is still ours, for the final look; empty when clean. */
  leftovers(context: RouteContext): Promise<string[]>;
}
