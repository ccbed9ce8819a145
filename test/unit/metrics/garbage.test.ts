import { describe, expect, it } from 'vitest';
import { sinceLastMeasurement, type Unit } from '../../../src/providers/metrics/counters.ts';
import { isCutOff } from '../../../src/providers/metrics/page.ts';

function unit(requests: number, errors: number, more: Partial<Unit> = {}): Unit {
  const counters = { id: '0/1700000000', requests, errors, buckets: [] };
  return { key: 'c-1', track: 'candidate', createdAt: null, counters, ...more };
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
    const seen = looks([
      unit(1000, 5, { sure: true }),
      unit(5, 5, { sure: true }),
      unit(1100, 5, { sure: true }),
      unit(1200, 6, { sure: true }),
    ]);
    expect(seen.map(({ kind }) => kind)).toEqual(['no-data', 'no-data', 'no-data', 'sample']);
    expect(seen.at(-1)).toMatchObject({ sample: { candidate: { requests: 100, errors: 1 } } });
  });

  it('began anew where nothing says that the process is the same', () => {
    expect(looks([unit(1000, 5), unit(5, 5)]).at(-1)).toMatchObject({
      kind: 'sample',
      sample: { candidate: { requests: 5, errors: 5 } },
    });
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
