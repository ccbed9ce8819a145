import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Sluice's own metrics, for Prometheus. */
export interface Telemetry {
  registry: Registry;
  /** Seconds from a command's arrival until Slack had its acknowledgement. */
  ackSeconds: Histogram<'kind'>;
  events: Counter<'type'>;
  verdicts: Counter<'kind'>;
  live: Gauge;
}

export function createTelemetry(): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sluice_' });
  const registers = [registry];
  return {
    registry,
    ackSeconds: new Histogram({
      name: 'sluice_slack_ack_seconds',
      help: 'Time until a Slack command, click or form was acknowledged',
      labelNames: ['kind'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
      registers,
    }),
    events: new Counter({
      name: 'sluice_release_events_total',
      help: 'Events written to release logs',
      labelNames: ['type'],
      registers,
    }),
    verdicts: new Counter({
      name: 'sluice_verdicts_total',
      help: 'Verdicts of the judges',
      labelNames: ['kind'],
      registers,
    }),
    live: new Gauge({ name: 'sluice_releases_live', help: 'Releases that have not ended', registers }),
  };
}
