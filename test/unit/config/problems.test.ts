import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createCatalogueReader, type Problem, renderProblems } from '../../../src/config/index.ts';
import { stubProviders } from './stub-providers.ts';

const reader = createCatalogueReader(stubProviders);

function problemsOf(text: string): Problem[] {
  const loaded = reader.parse(text, '/etc/sluice/sluice.yaml');
  return loaded.kind === 'invalid' ? loaded.problems : [];
}

/** A valid catalogue of which one line is replaced or followed by others. */
const good = [
  'version: 1',
  'environments:',
  '  staging: {}',
  '  production: { protected: true }',
  'services:',
  '  checkout:',
  '    image: registry.example/checkout',
  "    channel: '#releases'",
];

function withLine(number: number, ...lines: string[]): string {
  return [...good.slice(0, number - 1), ...lines, ...good.slice(number)].join('\n');
}

function more(...lines: string[]): string {
  return [...good, ...lines].join('\n');
}

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
    [
      'unknown kind',
      more('    strategy: { kind: canry }'),
      /^sluice.yaml:9 services.checkout.strategy.kind: unknown 'canry', did you mean 'canary'\? known: canary, recreate, rolling$/,
    ],
    [
      'missing kind',
      more('    strategy: { bake: 2m }'),
      /^sluice.yaml:9 services.checkout.strategy.kind: is missing; known: canary, rolling, recreate$/,
    ],
    [
      'unknown provider',
      more('    traffic: { kind: isto }'),
      /:9 services.checkout.traffic.kind: unknown 'isto', did you mean 'istio'\? known: istio, replicas$/,
    ],
    [
      'missing provider setting',
      more('    traffic: { kind: istio }'),
      /:9 services.checkout.traffic.virtualService: is missing$/,
    ],
    [
      'unknown provider key',
      more('    traffic: { kind: istio, virtualService: a, virtualservice: b }'),
      /:9 .*unknown key 'virtualservice', did you mean 'virtualService'\? known: kind, mode, virtualService$/,
    ],
    [
      'unknown key in a schema that is not strict',
      more('    metrics:', '      kind: scrape', '      requests: { metrc: x, metric: x }'),
      /:11 services.checkout.metrics.requests.metrc: unknown key 'metrc', did you mean 'metric'\?/,
    ],
    [
      'unknown named strategy',
      more('    strategy: carefull'),
      /:9 services.checkout.strategy: unknown strategy 'carefull'; known: canary, recreate, rolling$/,
    ],
    ['strategy of a wrong type', more('    strategy: 5'), /:9 services.checkout.strategy: expected a text, not '5'$/],
    [
      'shares that do not grow',
      more('    strategy:', '      kind: canary', '      steps:', '        - percent: 5', '        - percent: 5%'),
      /:13 services.checkout.strategy.steps\[1\].percent: expected more than the 5 of the step before, not '5%'$/,
    ],
    [
      'a share above 100',
      more('    strategy: { kind: canary, steps: [{ percent: 500 }] }'),
      /steps\[0\].percent: expected a share of the traffic from 1 to 100/,
    ],
    [
      'a duration without unit',
      more('    limits: { hold: 30 }'),
      /:9 services.checkout.limits.hold: expected a duration such as 90s, 2m or 1h30m, not '30'$/,
    ],
    [
      'a duration of zero',
      more('    limits: { hold: 0s }'),
      /limits.hold: expected a duration above 0, such as 90s, not '0s'$/,
    ],
    [
      'a bare number for a percentage',
      more('    analysis: { maxErrors: 1 }'),
      /analysis.maxErrors: expected a percentage such as 1% or 0.5%, not '1'$/,
    ],
    [
      'a percentage above 100',
      more('    analysis: { maxErrors: 200% }'),
      /analysis.maxErrors: expected a percentage such as 1% or 0.5%, not '200%'$/,
    ],
    [
      'an unknown judge',
      more('    analysis: { judge: base-line }'),
      /judge: unknown 'base-line', did you mean 'baseline'\? known: baseline, threshold$/,
    ],
    [
      'a group that is no list',
      more('    approval: { groups: payments-leads }'),
      /approval.groups: expected a list of user groups, such as \[payments-leads\], not 'payments-leads'$/,
    ],
    [
      'a group that is no handle',
      more('    approval: { groups: [Payment Leads] }'),
      /approval.groups\[0\]: expected the handle of a Slack user group, such as payments-leads, not 'Payment Leads'$/,
    ],
    [
      'a user that is no id',
      more("    approval: { users: ['@mia'] }"),
      /approval.users\[0\]: expected a Slack user id, such as U012AB3CD .*not '@mia'$/,
    ],
    [
      'a yes that is no boolean',
      withLine(4, '  production: { protected: yes }'),
      /:4 environments.production.protected: expected true or false, not 'yes'$/,
    ],
    [
      'an image with a tag',
      withLine(7, '    image: registry.example/checkout:1.2'),
      /:7 services.checkout.image: expected an image repository without tag or digest/,
    ],
    ['no image', withLine(7), /:6 services.checkout.image: is missing$/],
    [
      'a channel that YAML takes for a comment',
      withLine(8, '    channel: #releases'),
      /:8 services.checkout.channel: is empty: YAML takes a bare # for a comment; write '#releases' in quotes$/,
    ],
    ['no channel', withLine(8), /:6 services.checkout: channel is missing: name one here or under defaults$/],
    [
      'an environment that is not there',
      more('    environments: { stagging: {} }'),
      /:9 services.checkout.environments.stagging: unknown environment 'stagging', did you mean 'staging'\? known: production, staging$/,
    ],
    [
      'a requirement that is not there',
      withLine(4, '  production: { requires: stagin }'),
      /:4 environments.production.requires: unknown environment 'stagin', did you mean 'staging'\? known: none, staging$/,
    ],
    [
      'a requirement that comes later',
      withLine(3, '  staging: { requires: production }'),
      /:3 environments.staging.requires: 'production' does not come before 'staging'/,
    ],
    [
      'a requirement that the service cannot meet',
      withLine(4, '  production: { requires: staging }').concat('\n    environments: { production: {} }'),
      /:9 services.checkout.environments.production: production requires staging, where this service is not/,
    ],
    [
      'a cluster that is not there',
      withLine(3, '  staging: { cluster: mian }').concat('\nclusters: { main: {} }'),
      /:3 environments.staging.cluster: unknown cluster 'mian'.*known: in-cluster, main$/,
    ],
    [
      'no cluster where there are several',
      more('clusters: { a1: {}, b1: {} }'),
      /:3 environments.staging: cluster is missing; known: a1, b1, in-cluster$/,
    ],
    [
      'a service named like a command',
      more('  status: { image: a/b, channel: c }'),
      /:9 services.status: 'status' is a word of \/deploy itself/,
    ],
    [
      'a name that cannot be typed',
      more('  Check Out: { image: a/b, channel: c }'),
      /:9 services.Check Out: Check Out: a name has lower-case letters/,
    ],
    [
      'two services on one Deployment',
      more('  pay: { image: a/b, channel: c, workload: { name: checkout } }'),
      /:9 services.pay: is released by checkout in staging too: Deployment checkout in namespace staging of cluster in-cluster$/,
    ],
    [
      'bakes that are longer than the release may take',
      more('    strategy: { kind: rolling, bake: 5h }'),
      /:6 services.checkout: in staging the bake times add up to 5h, but limits.total is 4h$/,
    ],
    [
      'a link to a host that a request would choose',
      more("    links: { diff: 'https://{service}.example/' }"),
      /links.diff: expected an http\(s\) address; \{fields\} may stand after the host/,
    ],
    [
      'a link that is no link',
      more("    links: { logs: 'javascript:alert(1)' }"),
      /links.logs: expected an http\(s\) address/,
    ],
    [
      'a link with an unknown field',
      more("    links: { logs: 'https://a.example/{serivce}' }"),
      /links.logs: unknown field \{serivce\}; known: \{service\}, /,
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
  ])('%s', (_, text, expected) => {
    const problems = problemsOf(text);
    const lines = renderProblems(problems).split('\n');

    expect(lines.filter((line) => expected.test(line))).toHaveLength(1);
    // A mistake in an environment may concern each service; nothing else is told.
    expect(lines.length).toBeLessThanOrEqual(2);
  });
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
