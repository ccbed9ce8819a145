import type { RequestListener } from 'node:http';
import type { Release } from '../src/domain/release.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Log } from '../src/platform/log.ts';
import { createReleaseMetrics } from '../src/platform/release-metrics.ts';
import { createTelemetry } from '../src/platform/telemetry.ts';
import { startTracing, type Tracing } from '../src/platform/tracing-start.ts';
import { createQueueCounts } from '../src/queue/counts.ts';
import { refreshGauges } from '../src/queue/gauges.ts';
import type { Producer } from '../src/queue/producer.ts';
import { tracedProducer } from '../src/queue/traced-producer.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import type { RedisConnection } from '../src/store/run-script.ts';
import { createSpanLinks } from '../src/store/span-links.ts';
import { createStateIndex } from '../src/store/state-index.ts';

export interface ObservingOptions {
  settings: { role: string; prefix: string; tracesUrl: string | null; boardPassword: string | null };
  clock: Clock;
  log: Log;
  version: string;
}

export type Observing = ReturnType<typeof createObserving>;

/** Traces begin before anything that they show. */
export function beginTracing({ settings, version, log }: Omit<ObservingOptions, 'clock'>): Promise<Tracing> {
  return startTracing({ url: settings.tracesUrl, role: settings.role, version, log });
}

/** What Sluice shows of itself: metrics, traces, the page of its queues. Nothing that it does depends on any of it. */
export function createObserving(options: ObservingOptions, redis: RedisConnection, tracing: Tracing) {
  const { settings, clock, log, version } = options;
  const prefix = `${settings.prefix}:`;
  const telemetry = createTelemetry();
  telemetry.info.set({ version, role: settings.role }, 1);
  const states = createStateIndex(redis, prefix);
  const counts = createQueueCounts(redis, settings.prefix);
  const counted = createReleaseMetrics(telemetry, clock.now());
  const spanLinks = tracing.queues ? createSpanLinks(redis, prefix) : null;
  const countErrors = (of: RedisConnection, connection: 'commands' | 'jobs') =>
    void of.on('error', () => telemetry.redisErrors.inc({ connection }));
  countErrors(redis, 'commands');
  return {
    telemetry,
    countErrors,
    spanLinks,
    /** For each queue and worker. */
    queueOptions: tracing.queues ? { telemetry: tracing.queues } : {},
    producer: (plain: Producer) => (spanLinks ? tracedProducer(plain, spanLinks) : plain),
    seen(release: Release) {
      counted(release);
      states.note(release).catch((error: Error) => log.debug({ error: error.message }, 'state of a release not noted'));
    },
    beforeMetrics: (store: ReleaseStore) => refreshGauges({ store, states, counts, telemetry, now: clock.now }),
    /** Pages under the health server, by path. */
    async pages(): Promise<Record<string, RequestListener>> {
      if (settings.boardPassword === null) return {};
      const { boardPath, createBoard } = await import('../src/queue/board.ts');
      return { [boardPath]: createBoard(counts.all, settings.boardPassword) };
    },
    close: () => counts.close(),
  };
}
