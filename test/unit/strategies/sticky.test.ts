import { describe, expect, it } from 'vitest';
import { shareOfRequests } from '../../../src/analysis/flow.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { byWeight } from '../../../src/domain/route.ts';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { planLines } from '../../../src/words/steps.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const sticky = { cookie: 'sluice-checkout', for: '6h' };
const kept = { cookie: 'sluice-checkout', forMs: 21_600_000 };
const steps = [1, 5, 25, 100].map((percent) => ({ percent, bake: '10m' }));

const plan = (written: object): Plan =>
  makePlan({
    target: exampleTarget(),
    strategy: writtenStrategy.parse(written),
    precision: 'exact',
    snapshot: { image: 'r/app:1.0.0', replicas: 4, runningSince: null },
    from: { version: '1.0.0', image: 'r/app:1.0.0' },
    to: { version: '1.1.0', image: 'r/app:1.1.0' },
  });
const shifts = ({ steps }: Plan) => steps.flatMap(({ action }) => (action.kind === 'traffic.shift' ? [action] : []));

describe('a canary whose users stay with the version that they have met', () => {
  const made = plan({ kind: 'canary', steps, sticky });

  it('draws once more whom it drew at each share before, and nobody where all have it', () => {
    expect(shifts(made).map(({ percent, sticky }) => [percent, sticky])).toEqual([
      [1, { ...kept, before: [] }],
      [5, { ...kept, before: [1] }],
      [25, { ...kept, before: [1, 5] }],
      [100, undefined],
    ]);
  });

  it('reads as what it is', () => {
    expect(planLines(made)[1]?.what.plain).toBe('traffic 1 % → 5 → 25 → 100, sticky, watching for 10 min each');
    expect(made.notes).toEqual([
      'Users stay with the version that they meet, by the cookie sluice-checkout (6 h); without cookies, each request is drawn anew.',
    ]);
  });

  it('asks the router beforehand for the share at which it tells the most users apart', () => {
    const strategy = writtenStrategy.parse({ kind: 'canary', steps, sticky });
    expect(kindOfStrategy(strategy).routes(strategy)).toEqual([byWeight(25, { ...kept, before: [1, 5] })]);
    const all = writtenStrategy.parse({ kind: 'canary', steps: [{ percent: 100 }], sticky });
    expect(kindOfStrategy(all).routes(all)).toEqual([]);
    const plain = writtenStrategy.parse({ kind: 'canary', steps });
    expect(plain).not.toHaveProperty('sticky');
    expect(kindOfStrategy(plain).routes(plain)).toEqual([]);
  });

  it.each([
    [{ routes: ['weight'], marks: [] }, 'the router cannot keep users with the version that they have met'],
    [{ routes: ['weight'], marks: ['header'], sticky: true }, /cannot tell requests apart by cookie, only by header/],
  ] as const)('is refused where the router cannot: %j', (able, detail) => {
    const strategy = writtenStrategy.parse({ kind: 'canary', steps, sticky });
    const workload = { title: 'Deployment web', replicas: 4 };
    const unfit = kindOfStrategy(strategy).needs({ precision: 'exact', ...able }, workload, strategy);
    expect(unfit?.detail).toMatch(detail);
    expect(unfit?.remedy).toBe('choose a router that can, or leave `sticky` out');
    const plain = writtenStrategy.parse({ kind: 'canary', steps });
    expect(kindOfStrategy(plain).needs({ precision: 'exact', ...able }, workload, plain)).toBeNull();
  });

  it.each([
    [{ cookie: 'a b' }, /letters, digits, - _ and \. only/],
    [{ cookie: 'a%b' }, /letters, digits, - _ and \. only/],
    [{ cookie: '__Host-a' }, /for https alone/],
    [{ for: '1h' }, /expected the name of a cookie/],
    [{ cookie: 'a', for: '30s' }, /expected a duration from 1m to 30d/],
    [{ cookie: 'a', for: '31d' }, /expected a duration from 1m to 30d/],
    [{ cookie: 'a', for: '39m' }, /expected at least 40m, for which the release watches/],
    [{ cookie: 'a', domain: 'b' }, /domain/],
  ])('takes nothing that makes no sense: %j', (written, words) => {
    expect(() => writtenStrategy.parse({ kind: 'canary', steps, sticky: written })).toThrow(words);
  });

  it('is not judged by how many requests each version gets: those of one user go together', () => {
    expect(shareOfRequests(byWeight(25, { ...kept, before: [] }))).toBeNull();
    expect(shareOfRequests(byWeight(100, { ...kept, before: [] }))).toBe(100);
    expect(shareOfRequests(byWeight(25))).toBe(25);
  });
});

describe('an A/B test among a share of the users', () => {
  const written = { kind: 'ab-test', percent: 20, sticky, duration: '1h' };

  it('gives them the candidate for its time, and everybody once it is brought in', () => {
    const made = plan(written);
    expect(made.steps.map(({ action }) => action).slice(2, 5)).toEqual([
      { kind: 'traffic.shift', percent: 20, replicas: 4, sticky: { ...kept, before: [] } },
      { kind: 'bake', percent: 20, after: 'ask', forMs: 3_600_000 },
      { kind: 'candidate.scale', replicas: 4 },
    ]);
    expect(planLines(made)[1]?.what.plain).toBe('traffic 20 % → 100, sticky, watching for 1 h');
    expect(made.notes[0]).toContain('by the cookie sluice-checkout (6 h)');
  });

  it('is refused where users could not stay', () => {
    const strategy = writtenStrategy.parse(written);
    const able = { precision: 'exact', routes: ['weight', 'match'], marks: ['header', 'cookie'] } as const;
    const unfit = kindOfStrategy(strategy).needs(able, { title: 'Deployment web', replicas: 4 }, strategy);
    expect(unfit?.detail).toBe('the router cannot keep users with the version that they have met');
    expect(unfit?.remedy).toContain('have requests reach it by a mark');
  });

  it.each([
    [{ percent: 20 }, /needs `sticky`/],
    [{ sticky }, /is for a `percent` of the users/],
    [{ percent: 20, sticky, match: { header: 'x', value: 'y' } }, /name match or percent, not both/],
    [{ percent: 100, sticky }, /leaves nobody on the old version/],
    [{ percent: 20, sticky, duration: '7h' }, /expected at least 7h/],
  ])('is refused where it makes no sense: %j', (more, words) => {
    expect(() => plan({ kind: 'ab-test', duration: '1h', ...more })).toThrow(words);
  });
});
