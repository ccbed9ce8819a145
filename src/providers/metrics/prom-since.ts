import type { Compared } from '../../domain/flag-compared.ts';
import { candidateName } from '../../domain/names.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Measured, sinceLastMeasurement } from './counters.ts';
import type { PrometheusConfig } from './kinds/prometheus.ts';
import type { Checkpoint, MetricDeps } from './metric-source.ts';
import type { PromApi } from './prom-api.ts';
import { askAlone, type PromAnswer } from './prom-ask.ts';
import { type Queries, queriesFor } from './prom-queries.ts';
import { explained } from './prom-restarts.ts';
import type { QueriesAsked } from './prom-templates.ts';
import { classifier, type PromUnit, scopeOf, unitsOf, unseenUnit, type WhoseOf } from './prom-units.ts';
import { readCheckpoint } from './stored-counters.ts';
import type { TrackedPod } from './tracks.ts';

/** What is asked about at one instant. */
export interface PromWanted {
  plan: Plan;
  pods: readonly TrackedPod[];
  /** Now (ms since the epoch). */
  at: number;
  /** The flag by which requests are told apart; null where they are by version. */
  compared: Compared | null;
}

/** How counters have grown since the last look, and all that was seen of them. */
export interface PromSince {
  result: Measured;
  queries: Queries;
  answer: PromAnswer;
  units: readonly PromUnit[];
  whoseOf: WhoseOf;
  /** Pods of which Prometheus has nothing. */
  unseen: readonly TrackedPod[];
}

/** Asks for raw counters of both tracks, and differences them here. Throws, in words, where Prometheus does not answer. */
export async function sinceLastLook(
  deps: MetricDeps,
  config: PrometheusConfig,
  texts: QueriesAsked,
  { plan, pods, at, compared }: PromWanted,
  checkpoint: Checkpoint,
): Promise<PromSince> {
  const { target } = plan;
  const scope = scopeOf(target, pods);
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
  return { result, queries, answer, units, whoseOf, unseen };
}

const noAnswer: PromAnswer = { freshness: [], requests: [], errors: [], durations: [], lost: [] };

/** @throws Error where the environment lacks a header's value */
export function apiOf(deps: MetricDeps, config: PrometheusConfig): PromApi {
  const headers = Object.entries(config.headers).map(([name, { env, prefix }]) => {
    const value = deps.secret?.(env);
    if (!value) throw new Error(`the environment variable ${env} (header ${name} for Prometheus) is not set`);
    return [name, `${prefix}${value}`] as const;
  });
  return { http: deps.http, url: config.url, headers: Object.fromEntries(headers), timeoutMs: config.timeoutMs };
}
