import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBuckets } from '../../../src/analysis/histogram.ts';
import type { Bucket } from '../../../src/domain/verdict.ts';
import { ExpositionError } from '../../../src/providers/metrics/exposition-error.ts';
import { PageError } from '../../../src/providers/metrics/histograms.ts';
import type { Text } from '../../../src/providers/metrics/line.ts';
import { type PageNames, readPage } from '../../../src/providers/metrics/page.ts';
import { sumsOn } from '../../support/counters.ts';

const names: PageNames = {
  requests: { metric: 'http_requests_total', errors: { label: 'code', matches: '5..' } },
  durations: { metric: 'latency', unit: 'seconds' },
  where: [],
};

/** A text that counts how many of its characters are looked at. */
class CountedText implements Text {
  looked = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  charCodeAt(at: number): number {
    this.looked += 1;
    return this.#text.charCodeAt(at);
  }

  indexOf(what: string, from: number): number {
    const found = this.#text.indexOf(what, from);
    this.looked += (found < 0 ? this.#text.length : found) - from + 1;
    return found;
  }

  slice(from: number, to: number): string {
    this.looked += to - from;
    return this.#text.slice(from, to);
  }
}

/** Reads a page to its end or its first fault, and tells how often each of its characters was looked at. */
function looksPerCharacter(page: string): number {
  const text = new CountedText(page);
  try {
    readPage(text, names);
  } catch (error) {
    if (!(error instanceof ExpositionError || error instanceof PageError)) throw error;
  }
  return text.looked / (page.length + 10);
}

const many = 80_000;
const metric = 'http_requests_total';
const hostile: Record<string, string> = {
  'spaces before the labels': `${metric}${' '.repeat(many)}{code="200"} 1\n`,
  'spaces and nothing after them': `${metric}${' '.repeat(many)}`,
  'number signs before a line separator': `${metric} 1 ${'#'.repeat(many)}\u2028\n`,
  'digits that are no number': `${metric} ${'1'.repeat(many)}x\n`,
  'a time stamp without end': `${metric} 1 ${'1'.repeat(many)}\n`,
  'an exponent without end': `${metric} 1e${'9'.repeat(many)}\n`,
  'labels without end': `${metric}{${'a="b",'.repeat(many / 6)}\n`,
  'a label without an end': `${metric}{code="${'\\"'.repeat(many / 2)}\n`,
  'line after line with an open quote': `${metric}{code="\n`.repeat(many / 20),
  'spaces around all that may have some': `${metric} { code${' '.repeat(many)}=${' '.repeat(many)}"1" } 1`,
  'empty lines': '\n'.repeat(many),
  'carriage returns': '\r'.repeat(many),
  'ends that are none': `# EOF ${' '.repeat(many)}x\n# EOF${' '.repeat(many)}x`,
  'a name without end': 'a'.repeat(many),
};

describe('a page, whatever it holds', () => {
  it.each(Object.entries(hostile))('is read in one pass: %s', (_, page) => {
    expect(looksPerCharacter(page)).toBeLessThan(8);
  });

  const piece = fc.constantFrom(
    ...' \t\n\r#{}",=\\a1.e\0\u2028\ufeff',
    ...[
      metric,
      `${metric}{code="200"} 1\n`,
      'latency_bucket{le="',
      '# TYPE ',
      '# EOF',
      '\n# EOF\n',
      '+Inf',
      'NaN',
      '} 1 # {',
    ],
  );
  const stretch = fc.tuple(piece, fc.integer({ min: 1, max: 2000 })).map(([text, times]) => text.repeat(times));

  it('takes time by its length alone, and fails in no other way than by its own errors', () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), (stretches) => {
        expect(looksPerCharacter(stretches.join(''))).toBeLessThan(8);
      }),
      { numRuns: 300 },
    );
  });

  it('is read as it was before, be there ever so many blanks, comments and odd labels', () => {
    const page = [
      `\ufeff# HELP ${metric} anything { at " all \u2028`,
      `${metric}${' '.repeat(many)}{ code = "200" , __proto__="x", } 3 1700000000000 # {trace="#"} 1`,
      `${metric}{code="500",code="200"}\t4\r`,
      `${metric}{code="\u2028503"} 1`,
      `${metric}{code="503"} 2`,
    ].join('\n');
    expect(sumsOn(page, names)).toMatchObject({ requests: 9, errors: 2, facts: { durations: { known: false } } });
  });
});

describe('a page with more than is read', () => {
  const buckets = (route: number, bounds: number) =>
    [...Array.from({ length: bounds }, (_, at) => route * bounds + at), '+Inf']
      .map((le) => `latency_bucket{route="${route}",le="${le}"} 1\n`)
      .join('');

  it('says so of bounds, and what to do', () => {
    const page = Array.from({ length: 400 }, (_, route) => buckets(route, 20)).join('');
    expect(() => readPage(page, names)).toThrow(
      'latency_bucket has more than 500 different bounds (le): use the same buckets for all its series',
    );
  });

  it('says so of series', () => {
    const page = Array.from({ length: 50_001 }, (_, user) => `${metric}{user="${user}"} 1\n`).join('');
    expect(() => readPage(page, names)).toThrow(/more than 50000 series of http_requests_total: give it fewer labels/);
  });

  it('says so of labels', () => {
    const labels = Array.from({ length: 101 }, (_, at) => `l${at}="x"`).join(',');
    expect(() => readPage(`${metric}{${labels}} 1`, names)).toThrow('line 1: a series has more than 100 labels');
  });

  it('may have as many series with bounds of their own as other pages, and adds them up as one after the other', () => {
    const series = fc
      .array(fc.tuple(fc.constantFrom(0.1, 0.25, 0.5, 1, 2.5, 10), fc.nat(50)), { maxLength: 6 })
      .map((pairs): Bucket[] => {
        const bounds = [...new Map(pairs)].sort(([a], [b]) => a - b);
        let total = 0;
        const finite = bounds.map(([le, more]) => {
          total += more;
          return { le, count: total };
        });
        return [...finite, { le: null, count: total + 1 }];
      });
    fc.assert(
      fc.property(fc.array(series, { minLength: 1, maxLength: 8 }), (all) => {
        const page = all.flatMap((one, route) =>
          one.map(({ le, count }) => `latency_bucket{route="${route}",le="${le ?? '+Inf'}"} ${count}`),
        );
        expect(sumsOn(page.join('\n'), names).buckets).toEqual(all.reduce(addBuckets, []));
      }),
    );
  });
});
