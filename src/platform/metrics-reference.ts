import type { Telemetry } from './telemetry.ts';

export interface MetricFacts {
  name: string;
  type: string;
  labels: string[];
  help: string;
}

/** All metrics that a process exports, by name. */
export function metricFacts({ registry }: Telemetry): MetricFacts[] {
  return registry
    .getMetricsAsArray()
    .map((metric) => {
      const { name, help, type, labelNames = [] } = metric as unknown as MetricFacts & { labelNames?: string[] };
      return { name, type, labels: [...labelNames], help };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The reference of the metrics as Markdown. */
export function metricsReference(telemetry: Telemetry): string {
  const rows = metricFacts(telemetry).map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((each) => `\`${each}\``).join(', ')} | ${help} |`,
  );
  return [
    '# Metrics',
    '',
    'Generated from the code (`npm run docs`); do not edit. Every process serves them under `/metrics`. No label is a service, a',
    'release or a person: the number of time series does not grow with what is released. A histogram has `_bucket` (with',
    '`le`), `_sum` and `_count`. Where it says "the same from every process", take `max`; add up everything else.',
    '',
    '| metric | type | labels | what it is |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
