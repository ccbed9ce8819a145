import { comparedIn } from '../../domain/flag-compared.ts';
import { words } from './common.ts';
import type { Measured } from './counters.ts';
import { countByQueries } from './goal-prometheus.ts';
import { type PrometheusConfig, prometheus } from './kinds/prometheus.ts';
import type { Checkpoint, MadeSource, MetricDeps } from './metric-source.ts';
import { unreadIn, withLacks } from './prom-lacks.ts';
import { lookAtPrometheus } from './prom-look.ts';
import { apiOf, type PromWanted, sinceLastLook } from './prom-since.ts';
import { labelsIn } from './sides.ts';
import { podsOf } from './tracks.ts';

/**
 * Asks Prometheus for the raw counters of both tracks at one instant of the server's own clock and differences them
 * here; never `rate` or `increase`, which extrapolate and look at a window of their own.
 */
export function createPrometheus(deps: MetricDeps, config: PrometheusConfig): MadeSource {
  return {
    answers: prometheus.answers(config),
    async measure(plan, checkpoint, compared = null) {
      try {
        const pods = await podsOf(deps, plan);
        return await measureNow(deps, config, { plan, pods, at: deps.clock.now(), compared }, checkpoint);
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    count: (plan, goal, checkpoint, compared = null) =>
      countByQueries(deps, config, { plan, goal, compared }, checkpoint),
    look: (target, watchMs) => lookAtPrometheus(deps, config, () => apiOf(deps, config), target, watchMs),
  };
}

async function measureNow(
  deps: MetricDeps,
  config: PrometheusConfig,
  wanted: PromWanted,
  checkpoint: Checkpoint,
): Promise<Measured> {
  const { plan, pods, at } = wanted;
  // The same all along a release, or what was counted at the last look could not be told from what is.
  const texts = { ...config.queries, apart: labelsIn(comparedIn(plan).map(({ by }) => by)) };
  const { result, unseen, ...seen } = await sinceLastLook(deps, config, texts, wanted, checkpoint);
  const unread = seen.queries.podLabel === null ? [] : unreadIn(pods, unseen, at);
  return withLacks(result, { config, ...seen, unread });
}
