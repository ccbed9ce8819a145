import { describe, expect, it } from 'vitest';
import { unanswered } from '../../chaos/answered.ts';
import { overloads } from '../../chaos/capacity.ts';
import { unearned } from '../../chaos/earned.ts';
import type { Sight } from '../../chaos/evidence.ts';
import { rises } from '../../chaos/falls.ts';
import type { Entry } from '../../chaos/shapes.ts';
import { jumpKind } from '../../chaos/stalls.ts';
import { logOf, nothing, sight } from './found.ts';

const pods = (wanted: number, ready = wanted) => ({ wanted, ready });
const overloaded = (...sights: Sight[]) => overloads({ ...nothing, sights }).length;

describe('capacity before traffic', () => {
  const one = sight(1_000, { candidate: pods(1) });
  it('takes a share onto ready pods, and none onto pods that are not', () => {
    expect(overloaded(one, sight(2_000, { percent: 50, candidate: pods(1) }))).toBe(0);
    expect(overloaded(one, sight(2_000, { percent: 51, candidate: pods(1) }))).toBe(1);
    expect(
      overloaded(sight(1_000, { candidate: pods(1, 0) }), sight(9_000, { percent: 5, candidate: pods(1, 0) })),
    ).toBe(1);
  });
  it('counts pods that were ready a moment ago, longer while something was broken', () => {
    const gone = sight(2_000, { candidate: pods(1, 0) });
    const later = sight(9_000, { percent: 25, candidate: pods(1, 0) });
    expect(overloaded(one, gone, { ...later, at: 4_000 })).toBe(0);
    expect(overloaded(one, gone, later)).toBe(1);
    const troubles = [{ kind: 'freeze worker', from: 2_000, to: 8_000 }];
    expect(overloads({ ...nothing, sights: [one, gone, later], troubles })).toEqual([]);
    const jump = [{ kind: jumpKind, from: 2_000, to: 8_000 }];
    expect(overloads({ ...nothing, sights: [one, gone, later], troubles: jump })).toHaveLength(1);
  });
  it('gives traffic back to stable only as far as stable is ready', () => {
    const rolled = { percent: 100, candidate: pods(2), stable: pods(2, 1) };
    expect(overloaded(sight(1_000, rolled), sight(9_000, { ...rolled, percent: 50 }))).toBe(0);
    expect(overloaded(sight(1_000, rolled), sight(9_000, { ...rolled, percent: 0 }))).toBe(1);
  });
  it('lets stable take back at once what it could carry alone', () => {
    const short = { candidate: pods(1), stable: pods(2, 1) };
    const small = sight(1_000, { ...short, percent: 50 });
    expect(overloaded(small, sight(9_000, { ...short, percent: 0 }))).toBe(0);
    const none = { ...short, stable: pods(2, 0) };
    expect(overloaded(sight(1_000, { ...none, percent: 50 }), sight(9_000, { ...none, percent: 0 }))).toBe(1);
  });
  it('scales nobody below their share', () => {
    const half = { percent: 50, candidate: pods(1) };
    expect(overloaded(sight(1_000, half), sight(2_000, { ...half, stable: pods(1) }))).toBe(0);
    expect(overloaded(sight(1_000, half), sight(2_000, { ...half, stable: pods(0) }))).toBe(1);
    expect(overloaded(sight(1_000, half), sight(2_000, { ...half, candidate: pods(0) }))).toBe(1);
  });
  it('lets the pods of a replica canary go once stable can carry their share', () => {
    const shared = { routing: 'service', candidate: pods(1) } as const;
    const over = { routing: 'service', candidate: pods(0) } as const;
    expect(overloaded(sight(1_000, shared), sight(2_000, over))).toBe(0);
    const short = { stable: pods(2, 1) };
    expect(overloaded(sight(1_000, { ...shared, ...short }), sight(9_000, { ...over, ...short }))).toBe(0);
    const none = { stable: pods(2, 0) };
    expect(overloaded(sight(1_000, { ...shared, ...none }), sight(9_000, { ...over, ...none }))).toBe(1);
  });
  it('gives the whole traffic by the selector of a Service only to pods that are all ready', () => {
    const beside = { routing: 'service', candidate: pods(2) } as const;
    const short = { ...beside, candidate: pods(2, 1) };
    expect(overloaded(sight(1_000, beside), sight(9_000, { ...beside, percent: 100 }))).toBe(0);
    expect(overloaded(sight(1_000, short), sight(9_000, { ...short, percent: 100 }))).toBe(1);
    const alone = { stable: pods(2, 1) };
    expect(overloaded(sight(1_000, { ...beside, ...alone, percent: 100 }), sight(9_000, { ...beside, ...alone }))).toBe(
      1,
    );
  });
  it.each([{ copies: 50 }, { marked: true }])(
    'leads %o to a candidate that has all its pods, and not past its end',
    (led) => {
      const [ready, short] = [{ candidate: pods(2) }, { candidate: pods(2, 1) }];
      expect(overloaded(sight(1_000, ready), sight(9_000, { ...ready, ...led }))).toBe(0);
      expect(overloaded(sight(1_000, short), sight(9_000, { ...short, ...led }))).toBe(1);
      expect(overloaded(sight(1_000, { ...ready, ...led }), sight(2_000, led))).toBe(1);
      expect(overloaded(sight(1_000, { ...ready, ...led }), sight(2_000, { ...ready, ...led, ...short }))).toBe(0);
    },
  );
});

const asked = {
  type: 'requested',
  at: 0,
  id: 'r1',
  digest: 'd',
  request: { service: 'web', environment: 'production', by: { id: 'aoi' } },
  plan: {
    replicas: 2,
    to: { image: 'new', version: '1.3.0' },
    target: { approval: { required: 0, selfApproval: false, groups: [], users: [] } },
    steps: [
      { action: { kind: 'candidate.start', replicas: 1 } },
      { action: { kind: 'traffic.shift', percent: 25, replicas: 1 } },
      { action: { kind: 'bake', percent: 25 } },
      { action: { kind: 'traffic.shift', percent: 100, replicas: 2 } },
    ],
  },
} satisfies Entry;
const began = (index: number): Entry => ({ type: 'step.started', at: 1_000 * index, index });
const done = (index: number): Entry => ({ type: 'step.done', at: 1_000 * index + 900, index });
const measured = (kind: string): Entry => ({ type: 'measured', at: 2_500, verdict: { kind } });
const end = (outcome: string): Entry => ({ type: 'finished', at: 9_000, outcome });
const before = [asked, began(0), done(0), began(1), done(1), began(2)];
const bad = (events: readonly Entry[], sights: readonly Sight[] = []) =>
  unearned(logOf('r1', events), { ...nothing, sights, bad: ['web 1.3.0'] }).length;

describe('evidence', () => {
  it('does not compare the times of two clocks while one of them makes up for a jump', () => {
    const early = sight(500, { percent: 25 });
    const found = (from: number, to: number) =>
      unearned(logOf('r1', before), { ...nothing, sights: [early], troubles: [{ kind: jumpKind, from, to }] }).length;
    expect([found(400, 600), found(600, 700)]).toEqual([0, 1]);
  });

  it('passes a bake on its own healthy verdict, or on a word', () => {
    expect(bad([...before, measured('healthy'), done(2)])).toBe(0);
    expect(bad([...before, { type: 'promoted', at: 2_600 }, done(2)])).toBe(0);
    expect(bad([...before, { type: 'hold.closed', at: 2_600, answer: 'go-on' }, done(2)])).toBe(0);
  });
  it.each([
    ['none', [...before, done(2)]],
    ['inconclusive', [...before, measured('healthy'), measured('inconclusive'), done(2)]],
    ['of an earlier step', [...before.slice(0, 5), measured('healthy'), began(2), done(2)]],
  ])('does not pass on a verdict that is not: %s', (_, events) => expect(bad(events)).toBe(1));
  it('wants the step begun before its weight or its pods are there', () => {
    const events = [...before, measured('healthy'), done(2), began(3)];
    expect(bad(events, [sight(1_500, { percent: 25, candidate: pods(1) })])).toBe(0);
    expect(bad(events, [sight(3_500, { percent: 100, candidate: pods(2) })])).toBe(0);
    expect(bad(events, [sight(2_500, { percent: 100, candidate: pods(1) })])).toBe(1);
    expect(bad(events, [sight(2_500, { percent: 25, candidate: pods(2) })])).toBe(1);
  });
  it('wants the step begun before copies or a mark are there', () => {
    const steps = [
      { action: { kind: 'candidate.start', replicas: 1 } },
      { action: { kind: 'traffic.mirror', percent: 50, replicas: 1 } },
      { action: { kind: 'traffic.match', replicas: 1 } },
    ];
    const dark = { ...asked, plan: { ...asked.plan, steps } };
    const events = [dark, began(0), done(0), began(1), done(1)];
    const led = { candidate: pods(1) };
    expect(bad(events, [sight(1_500, { ...led, copies: 50 })])).toBe(0);
    expect(bad(events, [sight(1_500, { ...led, copies: 100 }), sight(1_600, { ...led, marked: true })])).toBe(2);
  });
  it('lets a bad version succeed on a word only', () => {
    expect(bad([...before, end('rolled-back')])).toBe(0);
    expect(bad([...before, end('succeeded')])).toBe(1);
    expect(bad([...before, { type: 'promoted', at: 2_600 }, end('succeeded')])).toBe(0);
  });
});

describe('weight falls', () => {
  const events = [...before, measured('unhealthy'), { type: 'rollback.started', at: 2_600 } satisfies Entry];
  const found = (...sights: Sight[]) => rises(logOf('r1', events), { ...nothing, sights }).length;
  const held = sight(2_000, { percent: 25 });
  it('after the verdict', () => {
    expect(found(held, sight(2_700))).toBe(0);
    expect(found(held, sight(4_500, { percent: 50 }))).toBe(1);
    expect(found(held, sight(2_700), sight(2_800, { percent: 25 }))).toBe(1);
  });
  it('but for what was on its way then', () => {
    expect(found(held, sight(2_600, { percent: 50 }), sight(4_500))).toBe(0);
  });
  it.each([{ copies: 50 }, { marked: true }])('of %o too', (led) => {
    expect(found(sight(2_000, led), sight(2_700))).toBe(0);
    expect(found(sight(2_000, led), sight(2_700), sight(2_900, led))).toBe(1);
  });
  it('of the pods of a replica canary too', () => {
    const shared = (at: number, wanted: number) => sight(at, { routing: 'service', candidate: pods(wanted) });
    expect(found(shared(2_000, 1), shared(2_700, 0))).toBe(0);
    expect(found(shared(2_000, 1), shared(2_700, 0), shared(2_900, 1))).toBe(1);
  });
});

describe('answered', () => {
  const failed = (at: number) => ({ at, what: 'slash_commands /deploy', failed: 'dispatch_failed' });
  const cut = { kind: 'slack cut', from: 10_000, to: 12_000 };
  const found = (at: number, kind = cut.kind) =>
    unanswered({ ...nothing, deliveries: [failed(at)], troubles: [{ ...cut, kind }] }).length;
  it('unless the way to the bot was cut then, or just before', () => {
    expect([8_000, 11_000, 14_900].map((at) => found(at))).toEqual([0, 0, 0]);
    expect([6_900, 15_100].map((at) => found(at))).toEqual([1, 1]);
  });
  it('whatever else was broken', () => expect(found(11_000, 'slack 5xx')).toBe(1));
});
