import { describe, expect, it } from 'vitest';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import { isCutOff } from '../../../src/providers/metrics/page.ts';
import type { Unit } from '../../../src/providers/metrics/unit.ts';
import { countersWith, unitWith } from '../../support/counters.ts';

/** @param startedAt null where the page does not say when its process began */
function unit(requests: number, errors: number, startedAt: number | null = 1_700_000_000): Unit {
  return unitWith('c-1', countersWith(requests, errors, { restarts: 0, startedAt }), { createdAt: null });
}

/** What each look measures, one after the other. */
function looks(units: readonly Unit[]) {
  let checkpoint = null as ReturnType<typeof sinceLastMeasurement>['checkpoint'];
  return units.map((one, index) => {
    const look = sinceLastMeasurement(checkpoint, index * 1000, [one]);
    checkpoint = look.checkpoint;
    return look.measurement;
  });
}

describe('counters that fall although the process is the same', () => {
  it('say nothing, and neither does the look after them', () => {
    const seen = looks([unit(1000, 0), unit(5, 0), unit(1100, 0), unit(1200, 1)]);
    expect(seen.map(({ kind }) => kind)).toEqual(['no-data', 'no-data', 'no-data', 'sample']);
    expect(seen.at(-1)).toMatchObject({ sample: { candidate: { requests: 100, errors: 1 } } });
  });

  it('add nothing where nothing says which process it is, and grow on from there', () => {
    const seen = looks([1000, 5, 7, 9, 11, 13, 15, 17].map((requests) => unit(requests, 0, null)));
    expect(seen[1]).toEqual({ kind: 'no-data', detail: 'the counters of c-1 went back although nothing restarted' });
    expect(seen.at(-1)).toMatchObject({ kind: 'sample', sample: { candidate: { requests: 2, errors: 0 } } });
  });
});

describe('a page that is cut off', () => {
  const openMetrics = 'application/openmetrics-text; version=1.0.0';
  it.each([
    ['in the middle of a line', 'a_total 1\nb_tot', openMetrics, true],
    ['between two lines of OpenMetrics', 'a_total 1\n', openMetrics, true],
    ['not at all: text', 'a_total 1\n', 'text/plain', false],
    ['not at all: OpenMetrics', 'a_total 1\n# EOF\n', openMetrics, false],
    ['not at all: OpenMetrics without its last line feed', 'a_total 1\n# EOF', openMetrics, false],
    ['not at all: nothing counted yet', '', 'text/plain', false],
  ])('%s', (_, text, contentType, cut) => {
    expect(isCutOff(text, contentType)).toBe(cut);
  });
});
