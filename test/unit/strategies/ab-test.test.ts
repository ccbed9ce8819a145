import { describe, expect, it } from 'vitest';
import { bringsIn, type Plan, undoOf } from '../../../src/domain/plan.ts';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { planLines } from '../../../src/words/steps.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const mark = { in: 'cookie' as const, name: 'beta', value: 'on' };
const match = { cookie: 'beta', value: 'on' };
const able = { precision: 'exact', routes: ['weight', 'match'], marks: ['header'] } as const;

const plan = (written: object): Plan =>
  makePlan({
    target: exampleTarget(),
    strategy: writtenStrategy.parse({ kind: 'ab-test', match, duration: '1h', ...written }),
    precision: 'exact',
    snapshot: { image: 'r/app:1.0.0', replicas: 4, runningSince: null },
    from: { version: '1.0.0', image: 'r/app:1.0.0' },
    to: { version: '1.1.0', image: 'r/app:1.1.0' },
  });

describe('an A/B test', () => {
  it('gives the candidate who carries the mark, and everybody once it is brought in', () => {
    const made = plan({ size: 50 });
    expect(made.steps.map(({ action }) => action).slice(1, 6)).toEqual([
      { kind: 'candidate.start', replicas: 2 },
      { kind: 'traffic.match', mark, replicas: 2 },
      { kind: 'bake', percent: 0, mark, after: 'ask', forMs: 3_600_000 },
      { kind: 'candidate.scale', replicas: 4 },
      { kind: 'traffic.shift', percent: 100, replicas: 4 },
    ]);
    expect(bringsIn(made)).toBe(true);
    const undo = undoOf(made, 4).map(({ kind }) => kind);
    expect(undo).toEqual(['traffic.restore', 'candidate.remove', 'route.clean', 'verify.clean']);
  });

  it('reads as what it is', () => {
    const line = planLines(plan({}))[1];
    expect(line?.what.plain).toBe('requests with cookie beta: on to 1.1.0, watching for 1 h');
    expect(line?.undo.plain).toBe('all traffic to 1.0.0');
  });

  it.each([
    ['a', 'a', 'goes again'],
    ['b', undefined, 'comes in for everybody'],
    ['ask', 'ask', 'somebody is asked which stays'],
  ])('says what comes at its end, and leaves that to its last watch: %s', (without, after, words) => {
    const made = plan({ 'without-result': without });
    expect(made.notes).toEqual([expect.stringContaining(words)]);
    const bakes = made.steps.flatMap(({ action }) => (action.kind === 'bake' ? [action.after] : []));
    expect(bakes).toEqual([after]);
  });

  it('is refused where the router cannot look for the mark', () => {
    const strategy = writtenStrategy.parse({ kind: 'ab-test', match });
    const unfit = kindOfStrategy(strategy).needs(able, { title: 'Deployment web', replicas: 4 }, strategy);
    expect(unfit).toMatchObject({
      detail: 'the router cannot tell requests apart by cookie, only by header',
      remedy: expect.stringContaining('mark them in another way'),
    });
  });

  it.each([
    [{ value: 'on' }, /name one of header, cookie and query/],
    [{ header: 'x-a', cookie: 'b', value: 'on' }, /name one of header, cookie and query/],
    [{ header: 'x a', value: 'on' }, /a name is made of letters/],
    [{ header: 'x-a', value: 'a;b' }, /a value has no spaces/],
    [{ header: 'x-a', value: true }, /expected a text, in quotes/],
  ])('takes no mark that makes no sense: %j', (written, words) => {
    expect(() => writtenStrategy.parse({ kind: 'ab-test', match: written })).toThrow(words);
  });
});

describe('an A/B test with a goal', () => {
  const goal = { name: 'orders', successes: 'shop_orders_total' };
  const bakeOf = (made: Plan) => made.steps.find(({ action }) => action.kind === 'bake')?.action;

  it('compares the versions by it while it watches, until a result where that is asked', () => {
    const kept = { name: 'orders', successes: { metric: 'shop_orders_total', where: {} }, visits: null };
    expect(bakeOf(plan({ goal }))).toMatchObject({ goal: kept, after: 'ask' });
    expect(bakeOf(plan({ goal }))).not.toHaveProperty('until');
    expect(bakeOf(plan({ goal, until: 'result' }))).toMatchObject({ goal: kept, until: 'result' });
  });

  it('says how it ends', () => {
    expect(plan({ goal, until: 'result', 'without-result': 'a' }).notes).toEqual([
      'The version with more orders a visit stays, as soon as that is certain.',
      'Without a result 1.1.0 (B) goes again, unless somebody promotes it before.',
    ]);
    expect(plan({ goal }).notes[0]).toBe(
      'The version with more orders a visit stays, where that is certain at the end.',
    );
  });

  it.each([
    [{ ...goal, successes: { metric: 'shop_orders_total', where: { kind: 'paid' } } }],
    [{ ...goal, successes: { query: 'sum by (pod) (orders{pod=~"{{pods}}"})' }, visits: 'shop_visits_total' }],
  ])('is written as a counter, with labels, or as a query: %j', (written) => {
    expect(bakeOf(plan({ goal: written }))).toHaveProperty('goal.successes');
  });

  it.each([
    [{ until: 'result' }, /`result` needs a `goal`/],
    [{ goal: { name: 'orders' } }, /expected the name of a counter/],
    [{ goal: { ...goal, successes: 'shop orders' } }, /is not a metric name/],
    [{ goal: { ...goal, successes: { metric: 'a', where: { 'x y': '1' } } } }, /is not a label name/],
    [{ goal: { ...goal, name: '*orders*' } }, /is made of letters, digits, blanks/],
  ])('is refused where it makes no sense: %j', (written, words) => {
    expect(() => plan(written)).toThrow(words);
  });
});
