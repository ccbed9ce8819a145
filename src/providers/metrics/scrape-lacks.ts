import type { NotWatched } from '../../domain/verdict.ts';
import type { Measured } from './counters.ts';
import { durationsSetting } from './kinds/scrape.ts';
import { labelledOn, type Shown, whyNoFailures, whyUnlabelled } from './lacking.ts';
import { durationsNotWatched, whyNoDurations, whyUnobserved } from './lacking-durations.ts';
import type { Unit } from './unit.ts';

/**
 * What was measured, or why there is nothing to measure although pods answered; and what of it is not watched.
 * @param partly what is not watched of the requests
 */
export function withLacks(
  measured: Measured,
  candidate: readonly Shown[],
  stable: readonly Shown[],
  partly: readonly NotWatched[],
): Measured {
  const { measurement } = measured;
  if (measurement.kind === 'no-data' && measurement.voids) return measured;
  const detail =
    lacking(candidate, stable) ?? untold(measured, 'candidate', candidate) ?? untold(measured, 'stable', stable);
  if (detail !== null) return { ...measured, measurement: { kind: 'no-data', detail } };
  if (measurement.kind !== 'sample') return measured;
  const { sample } = measurement;
  const metric = candidate[0]?.names.durations?.metric;
  const why = metric && (whyNoDurations(candidate) ?? whyNoDurations(stable) ?? whyUnobserved(sample, metric));
  const notWatched = [...partly, ...(why ? [durationsNotWatched(why, durationsSetting)] : [])];
  if (notWatched.length === 0) return measured;
  return { ...measured, measurement: { kind: 'sample', sample: { ...sample, notWatched } } };
}

function untold({ unlabelled }: Measured, track: Unit['track'], pages: readonly Shown[]): string | null {
  const labelled = labelledOn(pages);
  return labelled && whyUnlabelled(unlabelled[track], labelled);
}

/** Why there is nothing to measure although pods answered, or null. */
function lacking(candidate: readonly Shown[], stable: readonly Shown[]): string | null {
  if (candidate.length === 0) return 'no pod of the new version is running';
  const all = [...candidate, ...stable];
  // Some clients show a series only after its first request: it is missing only where no pod at all has it.
  if (all.every(({ requests }) => !requests.known)) return `no pod shows ${candidate[0]?.names.requests.metric}`;
  if (all.every(({ requests }) => requests.counted === 0)) return whyNoFailures(all);
  return failuresOf(candidate) ?? failuresOf(stable);
}

/** A track that has counted nothing yet lacks nothing. */
function failuresOf(pages: readonly Shown[]): string | null {
  return pages.some(({ requests }) => requests.counted > 0) ? whyNoFailures(pages) : null;
}
