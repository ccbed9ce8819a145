import { type Compared, comparedIn } from '../../domain/flag-compared.ts';
import { candidateName } from '../../domain/names.ts';
import type { Plan } from '../../domain/plan.ts';
import { words } from './common.ts';
import { type Measured, sinceLastMeasurement } from './counters.ts';
import { type PrometheusConfig, prometheus } from './kinds/prometheus.ts';
import type { Checkpoint, MadeSource, MetricDeps } from './metric-source.ts';
import type { PromApi } from './prom-api.ts';
import { askAlone, type PromAnswer } from './prom-ask.ts';
import { unreadIn, withLacks } from './prom-lacks.ts';
import { lookAtPrometheus } from './prom-look.ts';
import { queriesFor } from './prom-queries.ts';
import { explained } from './prom-restarts.ts';
import { classifier, scopeOf, unitsOf, unseenUnit } from './prom-units.ts';
import { labelsIn } from './sides.ts';
import { readCheckpoint } from './stored-counters.ts';
import { podsOf, type TrackedPod } from './tracks.ts';

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
        const at = deps.clock.now();
        return await measureNow(deps, config, { plan, pods, compared }, checkpoint, at);
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    look: (target, watchMs) => lookAtPrometheus(deps, config, () => apiOf(deps, config), target, watchMs),
  };
}

interface Wanted {
  plan: Plan;
  pods: readonly TrackedPod[];
  /** The flag by which requests are told apart; null where they are by version. */
  compared: Compared | null;
}

async function measureNow(
  deps: MetricDeps,
  config: PrometheusConfig,
  { plan, pods, compared }: Wanted,
  checkpoint: Checkpoint,
  at: number,
): Promise<Measured> {
  const { target } = plan;
  const scope = scopeOf(target, pods);
  // The same all along a release, or what was counted at the last look could not be told from what is.
  const texts = { ...config.queries, apart: labelsIn(comparedIn(plan).map(({ by }) => by)) };
  const queries = queriesFor(texts, scope);
  const whoseOf = classifier(queries, pods, candidateName(target));
  const api = apiOf(deps, config);
  const ask = deps.askPrometheus ?? askAlone;
  const since = readCheckpoint(checkpoint, at)?.asked ?? null;
  const answer = pods.length > 0 ? await ask({ api, queries: texts, scope, since }) : noAnswer;
  const asked = answer.freshness[0]?.at ?? null;
  const read = unitsOf(answer, queries, whoseOf, compared);
  const units =
    asked === null || since === null ? read : await explained(api, queries, read, { whoseOf, asked, since });
  const known = new Set(units.map(({ pod }) => pod));
  const unseen = pods.filter(({ name }) => !known.has(name));
  const result = sinceLastMeasurement(checkpoint, at, [...units, ...unseen.map(unseenUnit)], {
    asked: asked ?? since,
    compared,
  });
  const unread = queries.podLabel === null ? [] : unreadIn(pods, unseen, at);
  return withLacks(result, { config, queries, answer, units, whoseOf, unread });
}

const noAnswer: PromAnswer = { freshness: [], requests: [], errors: [], durations: [], lost: [] };

function apiOf(deps: MetricDeps, config: PrometheusConfig): PromApi {
  const headers = Object.entries(config.headers).map(([name, { env, prefix }]) => {
    const value = deps.secret?.(env);
    if (!value) throw new Error(`the environment variable ${env} (header ${name} for Prometheus) is not set`);
    return [name, `${prefix}${value}`] as const;
  });
  return { http: deps.http, url: config.url, headers: Object.fromEntries(headers), timeoutMs: config.timeoutMs };
}
