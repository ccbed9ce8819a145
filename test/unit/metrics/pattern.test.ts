import { describe, expect, it } from 'vitest';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import { metricSchema } from '../../../src/providers/metrics/kinds/index.ts';
import { wholePattern } from '../../../src/providers/metrics/pattern.ts';
import { fakeCluster, planFor } from './fake-kube.ts';

const scrape = (matches: string) => ({ kind: 'scrape', requests: { errors: { label: 'code', matches } } });
const prometheus = (matches: string) => ({
  kind: 'prometheus',
  url: 'http://prometheus',
  queries: { template: 'http', errors: { label: 'code', matches } },
});

describe('a pattern of the catalogue', () => {
  it.each([
    ['5..', '503', true],
    ['5..', '1503', false],
    ['5..|0', '0', true],
    ['5..|0', '50', false],
    ['(?i)error|5..', 'ERROR', true],
    ['(?i)error|5..', 'no ERROR', false],
    ['[^2].*', '5\n1', true],
    ['\\d{3}', '42', false],
    ['', '', true],
    ['.', '\u{1f600}', true],
  ])('%j and %j, from beginning to end: %j', (pattern, text, expected) => {
    expect(wholePattern(pattern)(text)).toBe(expected);
  });

  // The engine of JavaScript takes half a minute for 28 letters, and twice that for one more.
  it.each(['(a+)+', '(a|a)*', '(a|aa)+', '(.*)*', '(x+x+)+y'])('%s is answered, however long the text', (pattern) => {
    expect(wholePattern(pattern)(`${'a'.repeat(20_000)}!`)).toBe(pattern === '(.*)*');
  });

  it.each([
    ['(?!OK|NotFound).*', /is not a regular expression of RE2, as Prometheus has them: .*Perl syntax/],
    ['(a)\\1', /invalid escape sequence/],
    ['(', /missing closing \)/],
    ['(a{1000}){1000}', /invalid repeat count/],
    [`(${'\\pL{400}'}){8}`, /repeats too much|invalid repeat count/],
    ['x'.repeat(1001), /is longer than 1000 characters/],
    ['('.repeat(999), /RE2/],
  ])('%.20s is refused where the catalogue is read, for either source', (pattern, why) => {
    for (const config of [scrape(pattern), prometheus(pattern)]) {
      expect(metricSchema.safeParse(config).error?.issues[0]?.message).toMatch(why);
    }
  });

  it.each(['(', '(?s)(', '[0-9](5..', '(?s)$&('])('%s is shown as it was written where it is refused', (pattern) => {
    const [issue] = metricSchema.safeParse(scrape(pattern)).error?.issues ?? [];
    expect(issue?.message).toMatch(/missing closing \)/);
    expect(issue?.message).toContain(`\`${pattern}\``);
  });

  it('that a plan of an older version has in another dialect gives no figures, in words, and no exception', async () => {
    const { kube } = fakeCluster();
    const clock = { now: () => 0, sleep: async () => undefined };
    const http = () => Promise.reject(new Error('not to be used'));
    const source = createMetricSource({ clusters: () => kube, clock, http }, scrape('(?!OK).*'));
    const { measurement } = await source.measure(planFor(), null);
    expect(measurement).toEqual({
      kind: 'failed',
      detail: expect.stringMatching(/^requests\.errors\.matches is not a regular expression of RE2/),
    });
    expect(() => createMetricSource({ clusters: () => kube, clock, http }, { kind: 'scrape', port: 'x' })).toThrow();
  });
});
