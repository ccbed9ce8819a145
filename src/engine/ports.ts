import type { ReleaseEvent } from '../domain/events.ts';
import type { Plan } from '../domain/plan.ts';
import type { Clock } from '../platform/clock.ts';
import type { Clusters } from '../platform/kube.ts';
import type { Log } from '../platform/log.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import type { ReleaseStore } from '../store/release-store.ts';

/** All that running a release needs of the world. */
export interface EngineDeps {
  store: ReleaseStore;
  clusters: Clusters;
  routerOf(plan: Plan): Router;
  metricsOf(plan: Plan): MetricSource;
  clock: Clock;
  log: Log;
  /** Called after each append: the release has news for people, who should see them `soon` or with the next edit. Must not throw. */
  told(id: string, soon: boolean): void;
  /** Called for each event that this engine appended; for counting. */
  count(event: ReleaseEvent): void;
}
