import type { Telemetry } from './telemetry.ts';
import { traced } from './tracing.ts';

/** As much of a metric source as is watched here. */
interface Looks<P, M, R> {
  measure(plan: P, memo: M): Promise<R>;
}

/** A metric source whose looks are timed, counted by what came back, and spans. @param kind as the settings name it */
export function observeLooks<P, M, R extends { measurement: { kind: string } }, S extends Looks<P, M, R>>(
  source: S,
  kind: string,
  { lookSeconds, looks }: Telemetry,
): S {
  const measure: Looks<P, M, R>['measure'] = async (plan, memo) => {
    const done = lookSeconds.startTimer({ source: kind });
    const result = await traced('look', { 'sluice.source': kind }, () => source.measure(plan, memo));
    done();
    looks.inc({ source: kind, result: result.measurement.kind });
    return result;
  };
  return { ...source, measure };
}
