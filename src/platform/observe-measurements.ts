import type { Telemetry } from './telemetry.ts';
import { traced } from './tracing.ts';

/** As much of a metric source as is watched here. */
interface Measures<A extends unknown[], R> {
  measure(...asked: A): Promise<R>;
}

/** A metric source whose looks are timed, counted by what came back, and spans. @param kind as the settings name it */
export function observeMeasurements<
  A extends unknown[],
  R extends { measurement: { kind: string } },
  S extends Measures<A, R>,
>(source: S, kind: string, { measurementSeconds, looks }: Telemetry): S {
  const measure: Measures<A, R>['measure'] = async (...asked) => {
    const done = measurementSeconds.startTimer({ source: kind });
    const result = await traced('look', { 'sluice.source': kind }, () => source.measure(...asked));
    done();
    looks.inc({ source: kind, result: result.measurement.kind });
    return result;
  };
  return { ...source, measure };
}
