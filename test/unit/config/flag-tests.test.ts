import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/config/catalogue.ts';
import { createCatalogueReader } from '../../../src/config/load.ts';
import { families } from '../../../src/providers/index.ts';

function read(...lines: string[]) {
  const text = `version: 1
environments:
  staging: {}
services:
  checkout:
    image: registry.example/checkout
    channel: C1
    flags: { kind: unleash, url: "https://unleash.example" }
${lines.join('\n')}
`;
  return createCatalogueReader(families).parse(text, 'sluice.yaml');
}

const compareBy = 'compareBy: { label: feature, on: new, off: old }';
const goal = 'goal: { name: orders, successes: shop_orders_total }';
const flag = (steps: string, ...more: string[]) =>
  `    releaseFlags: [{ ${['flag: new-pricing', `steps: [${steps}]`, ...more].join(', ')} }]`;

function problemsOf(loaded: ReturnType<typeof read>): string[] {
  return loaded.kind === 'invalid' ? loaded.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe('steps of a flag that are an A/B test', () => {
  it('are kept with what they compare, when they are over, and what comes then', () => {
    const steps = `{ segment: beta, bake: 1d, ${goal} }, { percent: 50, bake: 2d, ${goal}, until: result, without-result: a }`;
    const loaded = read('    limits: { total: 10d }', flag(steps, compareBy));
    if (loaded.kind === 'invalid') throw new Error(problemsOf(loaded).join('\n'));
    const kept = { name: 'orders', successes: { metric: 'shop_orders_total', where: {} }, visits: null };
    const day = 86_400_000;
    expect(targetOf(loaded.catalogue, 'checkout', 'staging').releaseFlags?.[0]).toMatchObject({
      segments: [{ segment: 'beta', bakeMs: day, test: { goal: kept, until: 'duration', withoutResult: 'ask' } }],
      steps: [{ percent: 50, bakeMs: 2 * day, test: { goal: kept, until: 'result', withoutResult: 'a' } }],
    });
  });

  it.each([
    [flag(`{ percent: 50, ${goal} }`), /steps\[0\]\.goal: needs `compareBy`/],
    [flag(`{ percent: 100, ${goal} }`, compareBy), /steps\[0\]\.percent: leaves nobody without the feature/],
    [flag('{ percent: 50, until: result }', compareBy), /steps\[0\]\.until: needs a `goal`/],
    [flag('{ percent: 50, without-result: a }', compareBy), /steps\[0\]\.without-result: says how an A\/B test ends/],
    [flag('{ percent: 50, goal: { name: orders } }', compareBy), /steps\[0\]\.goal/],
  ])('are refused where they make no sense: %s', (line, problem) => {
    expect(problemsOf(read(line))).toContainEqual(expect.stringMatching(problem));
  });
});

describe('a goal that the source of figures cannot count', () => {
  const query = "goal: { name: orders, successes: { query: 'orders' } }";
  const why = /orders cannot be compared \(`goal`\): `metrics` there is of kind scrape, which can be asked no query/;

  it('is refused when the catalogue is read: of a flag', () => {
    expect(problemsOf(read(flag(`{ percent: 50, ${query} }`, compareBy)))).toContainEqual(expect.stringMatching(why));
  });

  it('is refused when the catalogue is read: of a strategy', () => {
    const text = `version: 1
strategies: { sells: { kind: ab-test, ${query} } }
environments: { staging: {} }
services: { web: { image: registry.example/web, channel: C1, strategy: sells } }
`;
    const loaded = createCatalogueReader(families).parse(text, 'sluice.yaml');
    expect(problemsOf(loaded)).toContainEqual(expect.stringMatching(why));
  });
});
