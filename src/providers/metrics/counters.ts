import type { Compared } from '../../domain/flag-compared.ts';
import type { Measurement } from '../../domain/verdict.ts';
import { bySide, growth, sidesIn, untoldIn } from './grown-figures.ts';
import type { Checkpoint } from './metric-source.ts';
import { severalProcesses } from './process.ts';
import { sideLacking } from './sides.ts';
import { type Kept, readCheckpoint, writeCheckpoint } from './stored-counters.ts';
import { carried, type Seen, seenSince, type Unit } from './unit.ts';

/** What `MetricSource.measure` answers. */
export interface Measured {
  measurement: Measurement;
  checkpoint: Checkpoint;
  /** Of the requests that each version served since the last look, the share (ratio 0 to 1) of which it is not known whether they failed. */
  untold: Readonly<Record<Unit['track'], number>>;
}

/** Series and buckets that are remembered from look to look, of all pods together: they are written at each. */
const maxKept = 100_000;

/**
 * What the counters grew by since the measurement that the checkpoint holds, per track, and the checkpoint for the next
 * time. Growth is taken series by series. Another process that began since then started from zero; a unit that is new
 * since then counts from zero, any other unknown one is only noted. Without a checkpoint (or with one that went bad, or
 * when the clock went back) this only primes. Where several processes answer behind one page, nothing is counted.
 * Where a flag is compared, what was served with it on and with it off stands in place of the two versions.
 * @param asked the instant that was asked about in seconds of the source's own clock; null where it has none
 * @throws PageError where the pods' histograms have too many bounds together
 */
export function sinceLastMeasurement(
  checkpoint: Checkpoint,
  at: number,
  units: readonly Unit[],
  { asked = null, compared = null }: { asked?: number | null; compared?: Compared | null } = {},
): Measured {
  const many = units.reduce((sum, { counters }) => sum + numbersIn(counters), 0);
  const untold = { candidate: 0, stable: 0 };
  if (many > maxKept)
    return { measurement: { kind: 'no-data', detail: tooManySeries(many) }, checkpoint: null, untold };
  const last = readCheckpoint(checkpoint, at);
  const seen = units.map((unit) => seenSince(unit, last, at));
  const kept = new Map([...seen.map(({ unit, kept }): [string, Kept] => [unit.key, kept]), ...carried(units, last)]);
  const next = writeCheckpoint({ at, asked, units: kept });
  const noData = (detail: string): Measured => ({
    measurement: { kind: 'no-data', detail },
    checkpoint: next,
    untold,
  });
  if (!last) return noData('first look');
  const several = severalIn(seen);
  if (several) {
    const measured = noData(severalProcesses(several.pod));
    return several.sure ? voided(measured) : measured;
  }
  const candidate = growth(seen, 'candidate');
  if (!candidate) return noData(whyNothing(seen, 'candidate'));
  const lacking = compared && sideLacking(compared, sidesIn(seen));
  if (lacking) return noData(lacking);
  const stable = compared ? null : growth(seen, 'stable');
  // The candidate must not be judged alone because nothing can be told of its yardstick.
  const isUntold = seen.some(({ unit, step: added }) => unit.track === 'stable' && added?.kind === 'nothing');
  if (!compared && !stable && isUntold) return noData(whyNothing(seen, 'stable'));
  const between = { from: last.at, to: at };
  const sample = compared
    ? { ...between, ...bySide(seen, 'candidate'), flag: compared.flag }
    : { ...between, candidate, stable };
  return {
    measurement: { kind: 'sample', sample },
    checkpoint: next,
    untold: { candidate: untoldIn(seen, 'candidate'), stable: compared ? 0 : untoldIn(seen, 'stable') },
  };
}

function severalIn(seen: readonly Seen[]): { pod: string; sure: boolean } | null {
  const found = seen.flatMap(({ unit, step }) =>
    step?.kind === 'several' ? [{ pod: unit.pod, sure: step.sure }] : [],
  );
  return found.find(({ sure }) => sure) ?? found[0] ?? null;
}

/** What several processes counted in turn looks like growth until the first of them shows less. */
function voided(measured: Measured): Measured {
  const { measurement } = measured;
  return measurement.kind === 'no-data' ? { ...measured, measurement: { ...measurement, voids: true } } : measured;
}

function numbersIn(counters: Unit['counters']): number {
  if (counters === null || counters === 'not-started') return 0;
  const requests = Object.keys(counters.requests).length;
  return Object.values(counters.durations).reduce((sum, buckets) => sum + buckets.length, requests);
}

function tooManySeries(many: number): string {
  return (
    `the pods show ${many} series and buckets together, more than the ${maxKept} that can be compared from look to look: ` +
    'leave some out with `where`, or give the metrics fewer labels'
  );
}

function whyNothing(seen: readonly Seen[], track: Unit['track']): string {
  const own = seen.filter(({ unit }) => unit.track === track);
  const back = own.find(({ step: added }) => added?.kind === 'nothing' && added.why === 'went-back');
  if (back) return `the counters of ${back.unit.pod} went back although nothing restarted`;
  return track === 'candidate' ? 'first look at the new version' : 'what the stable pods counted cannot be compared';
}
