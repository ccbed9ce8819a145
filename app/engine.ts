import { getHeapStatistics } from 'node:v8';
import { namedSecret } from '../src/config/environment.ts';
import { createFoldedLogs } from '../src/engine/folded.ts';
import type { EngineDeps } from '../src/engine/ports.ts';
import { createWhenNews } from '../src/engine/unless-news.ts';
import { refusalWords } from '../src/messages/refusals/words.ts';
import { createHttpGet, type HttpClient } from '../src/platform/http.ts';
import type { Log } from '../src/platform/log.ts';
import { observeMeasurements } from '../src/platform/observe-measurements.ts';
import type { UrgentWork } from '../src/platform/urgent-work.ts';
import { createWebhooks } from '../src/platform/webhook.ts';
import { createMetricSource } from '../src/providers/metrics/index.ts';
import { createPromBatcher } from '../src/providers/metrics/prom-batch.ts';
import type { RequestDeps } from '../src/requests/deps.ts';
import { gatesOf } from '../src/requests/gates.ts';
import { planAnew } from '../src/requests/plan-anew.ts';
import type { PodInformers } from '../src/watch/pod-informers.ts';
import type { Observing } from './observing.ts';
import { trainsOver } from './trains.ts';

/** A third of the heap for folded logs, of some 20 KB each: those that are not kept are read again at each measurement. */
const rememberedLogs = Math.floor(getHeapStatistics().heap_size_limit / 3 / 20_000);

/** How long (ms) a release that goes back is waited for until it has written its first step: a busy API server takes long. */
const firstWriteMs = 5000;
/** What is undone after the traffic is back waits for others' first writes at most so long (ms). */
const tidyingWaitMs = 5000;
/** People read an alert in seconds: it may come this much later (ms) where many releases go back at once. */
const newsWaitMs = 3000;

export interface EngineParts {
  requests: RequestDeps;
  http: HttpClient;
  informers: PodInformers;
  urgentWork: UrgentWork;
  observing: Observing;
}

/** What running a release needs; who watches each release as its holder leaves it is the worker's matter. */
export function engineDeps({
  requests,
  http,
  informers,
  urgentWork,
  observing,
}: EngineParts): Omit<EngineDeps, 'seen'> {
  const { store, clusters, seals, clock, log, queue, catalogue } = requests;
  const metrics = {
    clusters,
    clock,
    http: createHttpGet(http),
    podNetwork: (cluster: string) => catalogue().clusters[cluster]?.kind === 'in-cluster',
    secret: namedSecret(process.env),
    followedPods: informers.pods,
    askPrometheus: createPromBatcher(clock),
  };
  return {
    store,
    clusters,
    seals,
    clock,
    log,
    routerOf: (plan) => requests.routerOf(plan.target.router),
    flagsOf: requests.flagsOf,
    callWebhook: createWebhooks({ http, secret: namedSecret(process.env) }),
    ...trainsOver(requests),
    gates: gatesOf(requests),
    planAnew: (release) => {
      const view = { directory: requests.people };
      return planAnew(requests, release, (refused) => refusalWords(refused, view).words.plain);
    },
    metricsOf: ({ target }) =>
      observeMeasurements(createMetricSource(metrics, target.metrics), target.metrics.kind, observing.telemetry),
    folded: createFoldedLogs(rememberedLogs),
    whenNews: createWhenNews(store, clock),
    whenIdle: () => urgentWork.whenIdle(tidyingWaitMs),
    told(id, goesBack) {
      if (goesBack) urgentWork.begins(id, firstWriteMs);
      else urgentWork.ends(id);
      // News of a way back wait for its first write: many that go back at once must not wait for their messages.
      const first = goesBack ? urgentWork.whenIdle(newsWaitMs) : Promise.resolve();
      void first.then(() => queue.tell(id, true)).catch(noted(log, id));
    },
  };
}

function noted(log: Log, release: string) {
  return (error: Error) => log.warn({ release, error: error.message }, 'news wait for the next sweep');
}
