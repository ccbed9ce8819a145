import type { Telemetry } from './telemetry.ts';
import { traced } from './tracing.ts';

/** As much of a metric source as is watched here. */
interface Measures<P, M, R> {
  measure(plan: P, checkpoint: M): Promise<R>;
}

/** A metric source whose looks are timed, counted by what came back, and spans. @param kind as the settings name it */
export function observeMeasurements<P, M, R extends { measurement: { kind: string } }, S extends Measures<P, M, R>>(
  source: S,
  kind: string,
  { measurementSeconds, looks }: Telemetry,
): S {
  const measure: Measures<P, M, R>['measure'] = async (plan, checkpoint) => {
    const done = measurementSeconds.startTimer({ source: kind });
    const result = await traced('look', { 'sluice.source': kind }, () => source.measure(plan, checkpoint));
    done();
    looks.inc({ source: kind, result: result.measurement.kind });
    return result;
  };
  return { ...source, measure };
}
