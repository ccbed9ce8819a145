import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/config/catalogue.ts';
import { createCatalogueReader } from '../../../src/config/load.ts';
import { families } from '../../../src/providers/index.ts';

const unleash = '    flags: { kind: unleash, url: "https://unleash.example" }';

function read(...lines: string[]) {
  const text = `version: 1
environments:
  staging: {}
services:
  checkout:
    image: registry.example/checkout
    channel: C1
${lines.join('\n')}
`;
  return createCatalogueReader(families).parse(text, 'sluice.yaml');
}

describe('flags that move with a release', () => {
  it('are off before it and on by steps, where nothing else is said', () => {
    const loaded = read(unleash, '    releaseFlags: [{ flag: new-pricing }]');
    if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
    const [flag] = targetOf(loaded.catalogue, 'checkout', 'staging').releaseFlags ?? [];
    expect(flag).toEqual({
      flag: 'new-pricing',
      off: true,
      steps: [5, 25, 50, 100].map((percent) => ({ percent, bakeMs: 120_000 })),
    });
  });

  it('may go to segments first, and move only where somebody asks for them', () => {
    const steps = '[{ segment: beta, bake: 1m }, { percent: 50, bake: 1m }]';
    const loaded = read(
      unleash,
      '    onlyListedFlags: true',
      `    releaseFlags: [{ flag: new-pricing, moves: asked, steps: ${steps} }]`,
    );
    if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
    const target = targetOf(loaded.catalogue, 'checkout', 'staging');
    expect(target.onlyListedFlags).toBe(true);
    expect(target.releaseFlags).toEqual([
      {
        flag: 'new-pricing',
        off: true,
        asked: true,
        segments: [{ segment: 'beta', bakeMs: 60_000 }],
        steps: [{ percent: 50, bakeMs: 60_000 }],
      },
    ]);
  });

  it.each([
    ['{ percent: 5 }, { segment: beta }', /steps\[1\]\.segment: expected segments before percentages, not 'beta'$/m],
    [
      '{ segment: beta }, { segment: beta }, { percent: 5 }',
      /steps\[1\]\.segment: expected a segment that isn't listed above, not 'beta'$/m,
    ],
    ['{ segment: beta }', /steps: name at least one step with a percent/],
    ['{ segment: beta, percent: 5 }', /steps\[0\]: name either a percent or a segment/],
    ['{ bake: 5m }', /steps\[0\]: name either a percent or a segment/],
    ['{ segment: 5 }, { percent: 5 }', /steps\[0\]\.segment: expected the name of a segment/],
  ])('are refused with steps %s', (steps, problem) => {
    expectProblem(read(unleash, `    releaseFlags: [{ flag: new-pricing, steps: [${steps}] }]`), problem);
  });

  it('are in no target that names none, so that plans of before keep their digest', () => {
    const loaded = read(unleash, '    releaseFlags: []');
    if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
    expect(targetOf(loaded.catalogue, 'checkout', 'staging')).not.toHaveProperty('releaseFlags');
  });

  it.each([
    ['150', /releaseFlags\[0\]\.steps\[0\]\.percent: expected a percentage above 0 and up to 100/],
    ['-1', /releaseFlags\[0\]\.steps\[0\]\.percent: expected a percentage/],
    ['0', /releaseFlags\[0\]\.steps\[0\]\.percent: expected a percentage/],
    ['abc', /releaseFlags\[0\]\.steps\[0\]\.percent: expected a percentage/],
    ['0.5', /flag new-pricing cannot be at 0\.5 %: its service keeps steps of 1 %/],
    ['50 }, { percent: 25', /steps\[1\]\.percent: expected more than the 50 of the step before/],
    ['50, bake: 5h', /bake times add up to .*5h.*limits\.total/],
  ])('of %s percent are refused where they stand', (percent, problem) => {
    expectProblem(
      read(unleash, `    releaseFlags: [{ flag: new-pricing, steps: [{ percent: ${percent} }] }]`),
      problem,
    );
  });

  it.each([
    ['a service of none', ['    releaseFlags: [{ flag: a }]'], /has no service of them there: set `flags`/],
    [
      'two of one name',
      [unleash, '    releaseFlags: [{ flag: a }, { flag: a }]'],
      /\[1\]\.flag: expected a flag that isn't listed above, not 'a'$/m,
    ],
    ['a name with spaces', [unleash, '    releaseFlags: [{ flag: "a b" }]'], /a flag has a name without spaces/],
    [
      'an unknown key',
      [unleash, '    releaseFlags: [{ flag: a, step: [] }]'],
      /unknown key 'step', did you mean 'steps'/,
    ],
  ])('with %s are refused', (_, lines, problem) => {
    expectProblem(read(...lines), problem);
  });

  it('may be compared by a label of the counters', () => {
    const loaded = read(
      unleash,
      '    releaseFlags: [{ flag: a, compareBy: { label: feature, on: [new, newer], off: "" } }]',
    );
    if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
    const [flag] = targetOf(loaded.catalogue, 'checkout', 'staging').releaseFlags ?? [];
    expect(flag?.compareBy).toEqual({ label: 'feature', on: ['new', 'newer'], off: [''] });
  });

  it.each([
    ['label: "a-b", on: x, off: y', /compareBy\.label: is not a label name/],
    ["label: 'a\"}) or up', on: x, off: y", /compareBy\.label: is not a label name/],
    ['label: a, on: true, off: y', /compareBy\.on: expected a text such as "new"/],
    ['label: a, on: [], off: y', /compareBy\.on/],
    ['label: a, on: [x, y], off: y', /compareBy\.off: “y” stands for the flag on and off/],
    ['label: a, on: x', /compareBy/],
  ])('compared by { %s } are refused where it stands', (compareBy, problem) => {
    expectProblem(read(unleash, `    releaseFlags: [{ flag: a, compareBy: { ${compareBy} } }]`), problem);
  });

  it('cannot be compared where nothing counts requests', () => {
    const lines = [
      unleash,
      '    metrics: { kind: none }',
      '    releaseFlags: [{ flag: a, compareBy: { label: f, on: x, off: y } }]',
    ];
    expectProblem(
      read(...lines),
      /flag a cannot be compared by f: `metrics` there is of kind none, which counts no requests/,
    );
  });

  it('leave the name of their word to no strategy', () => {
    const text = `version: 1
strategies: { flag: { kind: rolling } }
environments: { staging: {} }
services: { web: { image: registry.example/web, channel: C1 } }
`;
    expectProblem(
      createCatalogueReader(families).parse(text, 'sluice.yaml'),
      /strategies\.flag: .*names a feature flag/,
    );
  });
});

function expectProblem(loaded: ReturnType<typeof read>, problem: RegExp): void {
  const told = loaded.kind === 'invalid' ? loaded.problems.map(({ path, message }) => `${path}: ${message}`) : [];
  expect(told).toContainEqual(expect.stringMatching(problem));
}
