import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpositionError } from '../../../src/providers/metrics/exposition-error.ts';
import { sumsOn } from '../../support/counters.ts';
import { parseExposition } from '../../support/exposition.ts';

describe('a page of metrics', () => {
  it('is read in the older format, with timestamps and comments', () => {
    const lines = parseExposition(
      '# HELP a x\n# TYPE a counter\na 1\nb{x="y"} 2.5 1700000000000\r\n\n  c{} +Inf\nd NaN\n',
    );
    expect(lines).toEqual([
      { name: 'a', labels: {}, value: 1 },
      { name: 'b', labels: { x: 'y' }, value: 2.5 },
      { name: 'c', labels: {}, value: Number.POSITIVE_INFINITY },
      { name: 'd', labels: {}, value: Number.NaN },
    ]);
  });

  it('is read as OpenMetrics, with exemplars and its end', () => {
    const text =
      'a_bucket{le="1.0",path="# {"} 17 1.5e9 # {trace="q"} 0.67 1520879607.789\na_count 17 # {} 1\n# EOF\nnot metrics';
    expect(parseExposition(text)).toEqual([
      { name: 'a_bucket', labels: { le: '1.0', path: '# {' }, value: 17 },
      { name: 'a_count', labels: {}, value: 17 },
    ]);
  });

  it.each([
    ['+5', 5],
    ['.5', 0.5],
    ['5.', 5],
    ['-1.5E+3', -1500],
    ['1e-999', 0],
    ['nan', Number.NaN],
    ['Inf', Number.POSITIVE_INFINITY],
    ['+infinity', Number.POSITIVE_INFINITY],
    ['-INFINITY', Number.NEGATIVE_INFINITY],
  ])('takes %s for a number, as Prometheus does', (text, value) => {
    expect(parseExposition(`a ${text}`)).toEqual([{ name: 'a', labels: {}, value }]);
  });

  it('reads escapes, spaces and a comma at the end', () => {
    const [line] = parseExposition('a { x = "q\\"\\\\\\n\\t" , y="" , } -1e-3');
    expect(line).toEqual({ name: 'a', labels: { x: 'q"\\\n\\t', y: '' }, value: -0.001 });
  });

  it.each([
    ['a', 'a has no value'],
    ['a{x="y" 1', 'a comma was expected'],
    ['a{x="y', 'the value of label x does not end'],
    ['a{="y"} 1', 'a label was expected'],
    ['a 1x', '"1x" is not a number'],
    ['a 0x10', '"0x10" is not a number'],
    ['a 0x1p-2', '"0x1p-2" is not a number'],
    ['a 0b1', '"0b1" is not a number'],
    ['a 1_000', '"1_000" is not a number'],
    ['a 1e', '"1e" is not a number'],
    ['a 1e999', '"1e999" is not a number'],
    ['a .', '"." is not a number'],
    ['a -NaN', '"-NaN" is not a number'],
    ['a \u00a0', '"\u00a0" is not a number'],
    ['<html>', 'a metric name was expected'],
    ['a 1 2 3', 'a has no value'],
  ])('says where %j is wrong', (bad, why) => {
    expect(() => parseExposition(`ok 1\n${bad}\n`)).toThrow(new ExpositionError(2, why));
  });

  it('leaves lines alone that nobody asked for', () => {
    expect(parseExposition('a{broken 1\nb 2\n{"quoted.name"} 1', (name) => name === 'b')).toHaveLength(1);
  });

  const label = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
  const series = fc.record({
    name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/),
    labels: fc.dictionary(label, fc.string({ unit: 'binary', maxLength: 12 }), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof(fc.double(), fc.integer()),
  });

  it('gives back whatever series were written', () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 6 }), fc.constantFrom('', ' 1395066363000'), (all, stamp) => {
        const text = all.map(({ name, labels, value }) => {
          const inner = Object.entries(labels).map(
            ([key, one]) => `${key}="${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
          );
          const shown = Number.isFinite(value) ? String(value) : String(value).replace('Infinity', 'Inf');
          return `${name}{${inner.join(',')}} ${shown}${stamp}`;
        });
        const read = parseExposition(text.join('\n'));
        expect(read.map(({ name, labels }) => [name, Object.entries(labels)])).toEqual(
          all.map(({ name, labels }) => [name, Object.entries(labels)]),
        );
        // Text knows no -0, and -0 + 0 is 0.
        expect(read.map(({ value }) => value)).toEqual(all.map(({ value }) => value + 0));
      }),
    );
  });

  it('answers any text with series or a located error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab{}="\\,# \n1.eN') }), (text) => {
        try {
          parseExposition(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpositionError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names in quotes, as newer clients write those that are not classic', () => {
  it.each([
    ['of a label', 'http_requests_total{"shop.region"="eu",code="200"} 5\n'],
    ['of a metric', '{"http.requests_total","shop.region"="eu",code="200"} 5 1700000000000\n'],
    ['between blanks', '  {"http.requests_total" , "shop.region" = "eu", code="200", } 5\n'],
  ])('are read as classic ones: %s', (_, page) => {
    expect(parseExposition(page)).toEqual([
      { name: 'http_requests_total', labels: { code: '200', shop_region: 'eu' }, value: 5 },
    ]);
  });

  it('may stand alone, and are refused where they do not end', () => {
    expect(parseExposition('{"up.now"} 1\n')).toEqual([{ name: 'up_now', labels: {}, value: 1 }]);
    expect(() => parseExposition('ok 1\n{"up.now} 1\n')).toThrow(/line 2/);
    expect(() => parseExposition('{"up.now" code="1"} 1\n')).toThrow(/line 1/);
  });
});

describe('the counters of a page', () => {
  const names = {
    requests: { metric: 'http_requests_total', errors: { label: 'code', matches: '5..' } },
    durations: { metric: 'latency', unit: 'milliseconds' },
  } as const;

  it('are summed over series, failures by the whole label, without what is no code', () => {
    const page = sumsOn(
      'http_requests_total{code="200"} 5\nhttp_requests_total{code="503"} 2\nhttp_requests_total{code="1500"} 1\nhttp_requests_total 1',
      names,
    );
    expect(page).toMatchObject({ requests: 7, errors: 2, buckets: [], startedAt: null });
    expect(page.facts.durations?.known).toBe(false);
  });

  it('count a series that is there twice once, as Prometheus does: the first', () => {
    const twice = (line: string) => `${line} 5\n${line} 7\n`;
    const page = sumsOn(
      [
        twice('http_requests_total{code="200"}'),
        twice('http_requests_total{code="500"}'),
        twice('latency_bucket{le="100"}'),
        twice('latency_bucket{le="+Inf"}'),
      ].join(''),
      names,
    );
    expect(page).toMatchObject({ requests: 10, errors: 5, facts: { requests: { total: 10, twice: 2 } } });
    expect(page.buckets).toEqual([
      { le: 0.1, count: 5 },
      { le: null, count: 5 },
    ]);
  });

  it('have histograms in seconds, each series by its own bounds', () => {
    const page = sumsOn(
      [
        'latency_bucket{m="a",le="+Inf"} 10\nlatency_bucket{m="a",le="100"} 4\nlatency_bucket{m="a",le="1e3"} 9',
        'latency_bucket{m="b",le="1000"} 1\nlatency_bucket{m="b",le="+Inf"} 1\nprocess_start_time_seconds 1.7e9',
      ].join('\n'),
      names,
    );
    expect(page.startedAt).toBe(1.7e9);
    expect(page.buckets).toEqual([
      { le: 0.1, count: 4 },
      { le: 1, count: 10 },
      { le: null, count: 11 },
    ]);
  });

  it('that are declared but have no series yet are zero, not missing', () => {
    const declared = '# TYPE http_requests counter\n# TYPE latency histogram\n';
    const known = (text: string) => {
      const { requests, durations } = sumsOn(text, names).facts;
      return [requests.known, durations?.known];
    };
    expect(sumsOn(declared, names).requests).toBe(0);
    expect(known(declared)).toEqual([true, true]);
    expect(known('')).toEqual([false, false]);
  });

  it.each([
    ['http_requests_total NaN', /http_requests_total is NaN/],
    ['http_requests_total -1', /is -1/],
    ['http_requests_total 1.7e308', /is 1\.7e\+308, which is more than can be counted/],
    ['latency_bucket{le="1"} 1', /no \+Inf bucket/],
    ['ok 1\nlatency_bucket 1', /line 2: latency_bucket has a bucket without a bound/],
    ['ok 1\nlatency_bucket{le=" "} 1', /line 2: latency_bucket has a bucket whose bound " " is not a number/],
    ['latency_bucket{le="0x10"} 1', /line 1: .* whose bound "0x10" is not a number/],
    ['latency_bucket{le="1_000"} 1', /whose bound "1_000" is not a number/],
    ['latency_bucket{le="-Inf"} 1', /whose bound "-Inf" is not a number/],
    ['latency_bucket{le="+Inf"} Inf', /is Infinity/],
  ])('refuse %j', (text, why) => {
    expect(() => sumsOn(text, names)).toThrow(why);
  });
});
