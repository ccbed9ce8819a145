import { describe, expect, it } from 'vitest';
import type { Compared } from '../../../src/domain/flag-compared.ts';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import { readPage } from '../../../src/providers/metrics/page.ts';
import type { PromAnswer } from '../../../src/providers/metrics/prom-ask.ts';
import { queriesFor } from '../../../src/providers/metrics/prom-queries.ts';
import { queriesSchema } from '../../../src/providers/metrics/prom-templates.ts';
import { unitsOf } from '../../../src/providers/metrics/prom-units.ts';
import { notCompared } from '../../../src/providers/metrics/sides.ts';
import { unitWith } from '../../support/counters.ts';

const newPricing: Compared = { flag: 'new-pricing', label: 'feature', on: ['new'], off: ['old'], percent: 5 };

/** How many requests went well, and failed, by the label `feature`; null has no label. */
type Counts = readonly (readonly [feature: string | null, well: number, failed: number])[];

function pageOf(counts: Counts, durations = true): string {
  const labelled = (feature: string | null) => (feature === null ? '' : `,feature="${feature}"`);
  const requests = counts.flatMap(([feature, well, failed]) => [
    `http_requests_total{code="200"${labelled(feature)}} ${well}`,
    ...(failed > 0 ? [`http_requests_total{code="500"${labelled(feature)}} ${failed}`] : []),
  ]);
  const buckets = counts.map(
    ([feature, well, failed]) =>
      `http_request_duration_seconds_bucket{le="+Inf"${durations ? labelled(feature) : `,part="${feature}"`}} ${well + failed}`,
  );
  return [...requests, ...buckets, ''].join('\n');
}

function countersOf(text: string, compareBy: Compared = newPricing) {
  const { series } = readPage(text, {
    requests: { metric: 'http_requests_total', errors: { label: 'code', matches: '5..' } },
    durations: { metric: 'http_request_duration_seconds', unit: 'seconds' },
    where: [],
    compareBy,
  });
  return { process: { restarts: 0, startedAt: 1_700_000_000 }, ...series };
}

/** What two looks at pages tell, one page for each pod. */
function between(then: readonly Counts[], now: readonly Counts[], compared = newPricing): Measurement {
  const look = (pages: readonly Counts[]) =>
    pages.map((counts, at) => unitWith(`pod-${at}`, countersOf(pageOf(counts), compared)));
  const { checkpoint } = sinceLastMeasurement(null, 1000, look(then), { compared });
  return sinceLastMeasurement(checkpoint, 3000, look(now), { compared }).measurement;
}

describe('requests with a flag on, beside those with it off', () => {
  it('are told apart by their label, and grow series by series on all pods', () => {
    const measured = between(
      [
        [
          ['old', 1000, 2],
          ['new', 10, 0],
        ],
        [['old', 500, 0]],
      ],
      [
        [
          ['old', 1950, 4],
          ['new', 30, 20],
        ],
        [
          ['old', 1450, 0],
          ['new', 10, 0],
        ],
      ],
    );
    expect(measured).toMatchObject({
      kind: 'sample',
      sample: {
        flag: 'new-pricing',
        candidate: { pods: 2, requests: 50, errors: 20, buckets: [{ le: null, count: 50 }] },
        stable: { pods: 2, requests: 1902, errors: 2, buckets: [{ le: null, count: 1902 }] },
      },
    });
  });

  it('count for neither where the label has another value, or is missing', () => {
    const measured = between(
      [
        [
          ['old', 10, 0],
          ['new', 10, 0],
          ['beta', 10, 0],
          [null, 10, 0],
        ],
      ],
      [
        [
          ['old', 20, 0],
          ['new', 15, 0],
          ['beta', 99, 50],
          [null, 99, 50],
        ],
      ],
    );
    expect(measured).toMatchObject({ sample: { candidate: { requests: 5, errors: 0 }, stable: { requests: 10 } } });
  });

  it('may have no label with the flag off, where the catalogue says so', () => {
    const compared = { ...newPricing, off: [''] };
    const measured = between(
      [
        [
          [null, 10, 0],
          ['new', 10, 0],
        ],
      ],
      [
        [
          [null, 30, 0],
          ['new', 15, 0],
        ],
      ],
      compared,
    );
    expect(measured).toMatchObject({ sample: { candidate: { requests: 5 }, stable: { requests: 20 } } });
  });

  it.each([
    ['on', [['old', 100, 0]], 5],
    ['off', [['new', 100, 0]], 5],
    ['on', [[null, 100, 0]], 100],
  ] as const)('are no data where no series counts those with it %s', (side, now, percent) => {
    const compared = { ...newPricing, percent };
    const measured = between([[['beta', 1, 0], ...now]], [[['beta', 1, 0], ...now]], compared);
    expect(measured).toMatchObject({
      kind: 'no-data',
      detail: expect.stringContaining(`requests with new-pricing ${side}`),
    });
  });

  it('need none with it off where everybody has it', () => {
    const compared = { ...newPricing, percent: 100 };
    const measured = between([[['new', 10, 0]]], [[['new', 40, 0]]], compared);
    expect(measured).toMatchObject({ sample: { candidate: { requests: 30 }, stable: { requests: 0 } } });
  });

  it('are read as written, whatever their values', () => {
    const odd = 'a"} or vector(1) #\\';
    const compared = { ...newPricing, on: [odd] };
    const text = `${pageOf([['old', 5, 0]])}http_requests_total{code="200",feature="a\\"} or vector(1) #\\\\"} 7\n`;
    expect(Object.values(countersOf(text, compared).sides ?? {}).filter((side) => side === 'on')).toHaveLength(1);
  });
});

describe('the same from Prometheus', () => {
  const scope = {
    namespace: 'shop',
    workload: 'web',
    candidate: 'web-candidate',
    pods: [{ name: 'web-1', prefix: null }],
  };

  it('keeps the label apart in whatever is asked of counters', () => {
    const texts = queriesFor({ ...queriesSchema.parse({ template: 'http' }), apart: ['feature'] }, scope);
    expect(texts.requests).toMatch(/^sum by \(pod, .*feature, code\)/);
    expect(texts.durations).toMatch(/^sum by \(pod, .*feature, le\)/);
    expect(texts.lost(5)).toMatch(/sum by \(pod, .*feature, code\).* or sum by \(pod, .*feature, le\)/);
    expect(texts.quantiles).not.toContain('feature');
  });

  it('says of each page which of its series count for which side', () => {
    const point = (labels: Record<string, string>, value: number) => ({
      labels: { pod: 'web-1', ...labels },
      value,
      at: 1,
    });
    const answer: PromAnswer = {
      freshness: [],
      requests: [
        point({ code: '200', feature: 'new' }, 5),
        point({ code: '200', feature: 'old' }, 95),
        point({ code: '200' }, 1),
      ],
      errors: [],
      durations: [point({ le: '+Inf', feature: 'new' }, 5)],
      lost: [],
    };
    const whose = {
      key: 'web-1',
      page: 'web-1',
      pod: 'web-1',
      track: 'candidate',
      createdAt: null,
      restarts: 0,
    } as const;
    const texts = queriesFor(queriesSchema.parse({ template: 'http' }), scope);
    const [unit] = unitsOf(answer, texts, () => whose, newPricing);
    expect(Object.values(unit?.counters.sides ?? {}).sort()).toEqual(['off', 'on', 'on']);
  });
});

describe('before a release', () => {
  const target = {
    releaseFlags: [{ flag: 'new-pricing', off: true, steps: [{ percent: 5, bakeMs: 1 }], compareBy: newPricing }],
  };

  it('is said where no series can be told apart, with the values that are there', () => {
    const [lack] = notCompared(target, 'http_requests_total', [{ code: '200', feature: 'v2' }, { code: '200' }]);
    expect(lack).toMatchObject({ query: 'requests', flag: 'new-pricing' });
    expect(lack?.why).toBe('no series of http_requests_total has the label feature with "new" or "old" (but "v2")');
  });

  it('is nothing where one of the two is there: the other counts once somebody is served', () => {
    expect(notCompared(target, null, [{ feature: 'old' }])).toEqual([]);
  });
});
