import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderProblems } from '../../../src/config/problems.ts';
import { expectOneProblem, good, more, problemsOf, withLine } from './catalogue-text.ts';

it('a valid catalogue has no problems', () => {
  expect(problemsOf(good.join('\n'))).toEqual([]);
});

describe('one mistake gets one line that says where, what, and what was probably meant', () => {
  it.each([
    [
      'unknown key',
      more('    stratgy: canary'),
      /^sluice.yaml:9 services.checkout.stratgy: unknown key 'stratgy', did you mean 'strategy'\? known: .*approval.*workload$/,
    ],
    [
      'unknown key at the top',
      more('servces: {}'),
      /^sluice.yaml:9 servces: unknown key 'servces', did you mean 'services'\? known/,
    ],
    ['a duplicate key', more("    channel: '#other'"), /^sluice.yaml:9: duplicate key 'channel'$/],
    [
      'a list in place of settings',
      more('    analysis: [1]'),
      /:9 services.checkout.analysis: expected settings \(key: value\), not a list$/,
    ],
    [
      'another format',
      withLine(1, 'version: 2'),
      /^sluice.yaml:1 version: expected 1, the version of this format, not '2'$/,
    ],
    [
      'no environments',
      'version: 1\nenvironments: {}\nservices: {}',
      /^sluice.yaml:2 environments: name at least one environment$/,
    ],
    ['an empty file', '', /^sluice.yaml:1: the file is empty$/],
    ['a file that is only a word', 'hello', /^sluice.yaml:1: expected settings \(key: value\), not 'hello'$/],
    ['YAML that does not end', 'version: 1\nservices: {', /^sluice.yaml:2: not YAML: /],
    ['an alias to nothing', 'version: *one', /^sluice.yaml:1: not YAML: /],
    ['two documents', `${good.join('\n')}\n---\n{}`, /^sluice.yaml:9: a second document/],
  ])('%s', (_, text, expected) => expectOneProblem(text, expected));
});

it('tells everything at once, by line', () => {
  const text = more('    stratgy: x', '    metrics: { kind: scrap }', '    environments: { nowhere: {} }').replace(
    'version: 1',
    'version: 3',
  );
  const problems = problemsOf(text);

  expect(problems.map(({ line }) => line)).toEqual([1, 9, 10, 11]);
  expect(problems[2]).toMatchObject({
    file: 'sluice.yaml',
    line: 10,
    column: 22,
    path: 'services.checkout.metrics.kind',
  });
});

it('finds what an anchor brought in, at the anchor', () => {
  const text = more(
    '    analysis: &strict',
    '      judg: baseline',
    '  search:',
    '    image: a/b',
    '    channel: c',
    '    analysis: *strict',
  );

  expect(renderProblems(problemsOf(text))).toContain('sluice.yaml:10 services.search.analysis.judg: unknown key');
});

it('is not brought down by aliases that grow without bound', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, at) => {
      const before = 'abcdefgh'[at];
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
    }),
  ].join('\n');

  expect(renderProblems(problemsOf(bomb))).toMatch(/not YAML: .*alias/);
});

it('repeats at most a little of what was written', () => {
  const lines = renderProblems(problemsOf(more(`    channel2: x`, `    strategy: { kind: "${'x'.repeat(5000)}" }`)));

  expect(lines.length).toBeLessThan(1000);
});

/** The value with what stands at a place replaced, where there is such a place. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (typeof value !== 'object' || value === null) return by;
  return { ...value, [key]: replaced((value as Record<string, unknown>)[key], rest, by) };
}

it('never throws, and points into the file, whatever is put wherever', () => {
  const places = [
    [],
    ['defaults'],
    ['clusters'],
    ['strategies', 'x'],
    ['environments'],
    ['environments', 'production'],
    ['services'],
    ['services', 'checkout'],
    ...['environments', 'strategy', 'traffic', 'analysis', 'approval', 'links', 'workload', 'mention'].map((key) => [
      'services',
      'checkout',
      key,
    ]),
  ];
  const valid: unknown = parse(good.join('\n'));
  const words = fc.constantFrom(
    'kind',
    'canary',
    'steps',
    'percent',
    'staging',
    'checkout',
    '__proto__',
    'constructor',
    '*',
    '{x}',
  );
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      words,
      fc.array(tie('value')),
      fc.dictionary(words, tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(fc.constantFrom(...places), anything, (place, value) => {
      const text = stringify(replaced(valid, place, value));
      for (const { line, column, message } of problemsOf(text)) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toMatch(/undefined|\[object|Invalid input/);
      }
    }),
    { numRuns: 100 },
  );
});
