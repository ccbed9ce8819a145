import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Sluice's own metrics, for Prometheus; docs/reference/metrics.md is made from what stands here. */
export type Telemetry = ReturnType<typeof createTelemetry>;

const fast = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3];
const call = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const late = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const step = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/**
 * Labels have few values each: kinds of ours, names of clusters, Slack's error codes. None is a service, a release or
 * a person: thousands of those would be thousands of time series. Traces and logs know them.
 */
export function createTelemetry() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sluice_' });
  return { registry, ...releaseMetrics(registry), ...queueMetrics(registry), ...portMetrics(registry) };
}

/** What becomes of releases. */
function releaseMetrics(registry: Registry) {
  const add = adder(registry);
  return {
    events: add.counter('sluice_release_events_total', 'Events written to release logs by this process', ['type']),
    verdicts: add.counter('sluice_verdicts_total', 'Verdicts of the judges that were written to a log', ['kind']),
    finished: add.counter('sluice_releases_finished_total', 'Releases that ended', ['outcome']),
    rollbacks: add.counter('sluice_rollbacks_total', 'Rollbacks that began', ['cause']),
    live: add.gauge('sluice_releases_live', 'Releases that have not ended; the same from every process', []),
    states: add.gauge('sluice_releases', 'Live releases by state; the same from every process', ['state']),
    stepSeconds: add.histogram('sluice_step_duration_seconds', 'From the start of a step to its end', ['step'], step),
    rollbackSeconds: add.histogram('sluice_rollback_duration_seconds', 'From the decision to the end', [], step),
  };
}

/** How far the queues and what people are told are behind. */
function queueMetrics(registry: Registry) {
  const add = adder(registry);
  return {
    jobLateness: add.histogram(
      'sluice_job_lateness_seconds',
      'How late a parked job was started: its start minus the time it was due',
      ['queue'],
      late,
    ),
    queueJobs: add.gauge('sluice_queue_jobs', 'Jobs by state; the same from every process', ['queue', 'state']),
    overdue: add.gauge(
      'sluice_queue_overdue_seconds',
      'How long the parked job that was due first has been due; the same from every process',
      ['queue'],
    ),
    outboxLag: add.gauge(
      'sluice_outbox_lag_seconds',
      'How long the oldest news has waited to be told in Slack; the same from every process',
      [],
    ),
  };
}

/** How the outside world answers. */
function portMetrics(registry: Registry) {
  const add = adder(registry);
  return {
    ackSeconds: add.histogram(
      'sluice_slack_ack_seconds',
      'Time until a Slack command, click or form was acknowledged',
      ['kind'],
      fast,
    ),
    slackSeconds: add.histogram(
      'sluice_slack_call_duration_seconds',
      'Calls to Slack, also failed ones',
      ['call'],
      call,
    ),
    slackErrors: add.counter('sluice_slack_errors_total', 'Calls to Slack that failed', ['kind', 'code']),
    kubeSeconds: add.histogram(
      'sluice_kube_call_duration_seconds',
      'Calls to the Kubernetes API, also failed ones',
      ['cluster', 'call'],
      call,
    ),
    kubeErrors: add.counter('sluice_kube_errors_total', 'Calls to the Kubernetes API that failed', ['cluster', 'kind']),
    measurementSeconds: add.histogram(
      'sluice_look_duration_seconds',
      'Looks at the metrics of a release',
      ['source'],
      call,
    ),
    looks: add.counter('sluice_looks_total', 'Looks at the metrics of a release, by what came back', [
      'source',
      'result',
    ]),
    redisErrors: add.counter('sluice_redis_errors_total', 'Errors of connections to Redis', ['connection']),
    incidentNotifications: add.counter('sluice_second_road_sends_total', 'Alerts sent past Slack, to the webhook', [
      'result',
    ]),
    info: add.gauge('sluice_build_info', 'Always 1', ['version', 'role']),
  };
}

function adder(registry: Registry) {
  const registers = [registry];
  return {
    counter: <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Counter({ name, help, labelNames, registers }),
    gauge: <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Gauge({ name, help, labelNames, registers }),
    histogram: <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
      new Histogram({ name, help, labelNames, buckets, registers }),
  };
}
