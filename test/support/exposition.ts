import type { Text } from '../../src/providers/metrics/line.ts';
import { type MetricLine, scanExposition } from '../../src/providers/metrics/openmetrics.ts';

/** All lines of a page whose metric is wanted. Throws `ExpositionError` as `scanExposition` does. */
export function parseExposition(text: Text, wanted: (name: string) => boolean = () => true): MetricLine[] {
  const found: MetricLine[] = [];
  scanExposition(text, { wanted, series: (line) => found.push(line) });
  return found;
}
