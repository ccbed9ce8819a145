import type { EventOf } from '../domain/events.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import type { Gates } from '../gates/ask.ts';
import type { Clock } from '../platform/clock.ts';
import type { SealsOf } from '../platform/kube/seal.ts';
import type { Clusters } from '../platform/kube.ts';
import type { Log } from '../platform/log.ts';
import type { CallWebhook } from '../platform/webhook.ts';
import type { FlagsOf } from '../providers/flags/flags.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import type { Children } from '../steps/children.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import type { FoldedLogs } from './folded.ts';
import type { WhenNews } from './unless-news.ts';

/** `later`: what speaks against it may pass. Reasons are plain text, as a clause. */
export type PlannedAnew =
  | ({ kind: 'planned' } & Omit<EventOf<'planned'>, 'type' | 'at'>)
  | { kind: 'refused'; reason: string }
  | { kind: 'later'; reason: string };

/** All that running a release needs of the world. */
export interface EngineDeps {
  store: ReleaseStore;
  clusters: Clusters;
  seals: SealsOf;
  routerOf(plan: Plan): Router;
  metricsOf(plan: Plan): MetricSource;
  flagsOf: FlagsOf;
  callWebhook: CallWebhook;
  /** The releases of a train, for the lease with this fencing token. */
  childrenOf(release: Release, fencingToken: number): Children;
  gates: Gates;
  /** The plan of a request that has waited for its turn, as of now. */
  planAnew(release: Release): Promise<PlannedAnew>;
  clock: Clock;
  log: Log;
  /** What earlier leases of this process have read, so that the next reads only what is new. */
  folded: FoldedLogs;
  /**
   * Called after each append: the release has news for people, `goesBack` where they are that it begins to go back, so
   * that its first write is still to come. Must not throw.
   */
  told(id: string, goesBack: boolean): void;
  /** Of others than the lease that asks: watches, and people. */
  whenNews: WhenNews;
  /** Resolves when no release is about to write the first step of its way back, or after a moment. */
  whenIdle(): Promise<void>;
  /** Called with the release as each holder leaves it. Must not throw. */
  seen(release: Release): void;
}
