import type { NotWatched } from '../../domain/verdict.ts';
import type { Measured } from './counters.ts';
import { durationsSetting } from './kinds/scrape.ts';
import { type Shown, tellingOn, twiceNotWatched, untoldNotWatched, whyNoFailures, whyUntold } from './lacking.ts';
import { durationsLacking, whyNoDurations, whyPartly } from './lacking-durations.ts';
import { likelyText } from './likely.ts';
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
    lacking(candidate, stable) ?? untoldIn(measured, 'candidate', candidate) ?? untoldIn(measured, 'stable', stable);
  if (detail !== null) return { ...measured, measurement: { kind: 'no-data', detail } };
  if (measurement.kind !== 'sample') return measured;
  const metric = candidate[0]?.names.durations?.metric ?? null;
  const durations = durationsLacking(measurement.sample, {
    metric,
    setting: durationsSetting,
    missing: whyNoDurations(candidate) ?? whyNoDurations(stable),
    partly: whyPartly(candidate) ?? whyPartly(stable),
  });
  const requests = [...twiceNotWatched([...candidate, ...stable]), ...fewUntold(measured, candidate, stable)];
  const notWatched = [...partly, ...requests, ...durations.notWatched];
  const sample = notWatched.length === 0 ? durations.sample : { ...durations.sample, notWatched };
  return { ...measured, measurement: { kind: 'sample', sample } };
}

function untoldIn({ untold }: Measured, track: Unit['track'], pages: readonly Shown[]): string | null {
  const telling = tellingOn(pages);
  return telling && whyUntold(untold[track], telling);
}

function fewUntold({ untold }: Measured, candidate: readonly Shown[], stable: readonly Shown[]): NotWatched[] {
  const telling = tellingOn([...candidate, ...stable]);
  return telling ? untoldNotWatched(Math.max(untold.candidate, untold.stable), telling) : [];
}

/** Why there is nothing to measure although pods answered, or null. */
function lacking(candidate: readonly Shown[], stable: readonly Shown[]): string | null {
  if (candidate.length === 0) return 'no pod of the new version is running';
  const all = [...candidate, ...stable];
  // Some clients show a series only after its first request: it is missing only where no pod at all has it.
  if (all.every(({ requests }) => !requests.known)) {
    const { names } = candidate[0] ?? {};
    return `no pod shows ${names?.requests.metric}${likelyText(names?.likely ?? [])}`;
  }
  if (all.every(({ requests }) => requests.counted === 0)) return whyNoFailures(all);
  return failuresOf(candidate) ?? failuresOf(stable);
}

/** A track that has counted nothing yet lacks nothing. */
function failuresOf(pages: readonly Shown[]): string | null {
  return pages.some(({ requests }) => requests.counted > 0) ? whyNoFailures(pages) : null;
}
