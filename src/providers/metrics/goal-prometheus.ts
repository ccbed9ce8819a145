import { words } from './common.ts';
import {
  type GoalCount,
  type GoalPart,
  type GoalWanted,
  type PartLook,
  partsOf,
  sideMissing,
  together,
  versionMissing,
} from './goal-count.ts';
import type { PrometheusConfig } from './kinds/prometheus.ts';
import type { Checkpoint, MetricDeps } from './metric-source.ts';
import { type PromWanted, sinceLastLook } from './prom-since.ts';
import { countingOnly, type QueriesAsked, requestsOnly } from './prom-templates.ts';
import { labelsIn } from './sides.ts';
import { podsOf } from './tracks.ts';

/** Asks Prometheus for both counters. Never throws. */
export async function countByQueries(
  deps: MetricDeps,
  config: PrometheusConfig,
  { plan, goal, compared }: GoalWanted,
  checkpoint: Checkpoint,
): Promise<{ counted: GoalCount; checkpoint: Checkpoint }> {
  try {
    const pods = await podsOf(deps, plan);
    const wanted: PromWanted = { plan, pods, at: deps.clock.now(), compared };
    const before = partsOf(checkpoint);
    const look = async (part: GoalPart, texts: QueriesAsked): Promise<PartLook> => {
      const apart = compared ? { apart: labelsIn([compared]) } : {};
      const { result, units, queries } = await sinceLastLook(
        deps,
        config,
        { ...texts, ...apart },
        wanted,
        before[part],
      );
      const shown = (track: 'candidate' | 'stable') => units.some((unit) => unit.track === track);
      const name = queries.metric ?? `the query of ${part}`;
      const missing = compared
        ? sideMissing(
            name,
            compared,
            units.map(({ counters }) => counters.sides ?? {}),
          )
        : versionMissing(name, { candidate: shown('candidate'), stable: shown('stable') });
      return { measured: result, missing };
    };
    const { visits, successes } = goal;
    const [seen, achieved] = await Promise.all([
      look('visits', visits ? countingOnly(config.queries, visits) : requestsOnly(config.queries)),
      look('successes', countingOnly(config.queries, successes)),
    ]);
    return together({ visits: seen, successes: achieved }, compared && before);
  } catch (error) {
    return { counted: { kind: 'failed', detail: words(error) }, checkpoint };
  }
}
