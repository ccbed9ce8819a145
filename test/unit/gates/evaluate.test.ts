import { describe, expect, it } from 'vitest';
import { type GateAnswer, recorded } from '../../../src/domain/gate.ts';
import type { ApprovalPolicy } from '../../../src/domain/target.ts';
import type { Version } from '../../../src/domain/version.ts';
import { type ApproverFacts, approvers } from '../../../src/gates/approvers.ts';
import { different } from '../../../src/gates/different.ts';
import { forward } from '../../../src/gates/forward.ts';
import type { GateAsk, Seen } from '../../../src/gates/gate.ts';
import { type PromotedFacts, promoted } from '../../../src/gates/promoted.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

interface Change {
  from?: string;
  to?: string;
  backwards?: boolean;
  requires?: string | null;
  approval?: Partial<ApprovalPolicy>;
  underWay?: boolean;
}

const version = (name: string): Version => ({ version: name, image: `registry.example/checkout:${name}` });

/** Aoi asks for checkout 2.4.1 where 2.4.0 runs in production. */
function asking({
  from = '2.4.0',
  to = '2.4.1',
  backwards = false,
  requires = 'staging',
  approval,
  underWay = false,
}: Change = {}): GateAsk {
  const target = exampleTarget({ requires });
  return {
    request: exampleRequest({ version: to, backwards }),
    target: { ...target, approval: { ...target.approval, ...approval } },
    from: version(from),
    to: version(to),
    underWay,
  };
}

const seen = <T>(facts: T): Seen<T> => ({ kind: 'seen', facts });
const asked = { service: 'checkout', environment: 'production', version: '2.4.1' };
const pass = (gate: string, label: string): GateAnswer => ({ gate, answer: 'pass', label });

describe('different', () => {
  it('passes where another version runs', () => {
    expect(different.answer(seen(null), asking())).toEqual(pass('different', '2.4.0 is running'));
  });

  it('blocks what runs already', () => {
    expect(different.answer(seen(null), asking({ from: '2.4.1' }))).toEqual({
      gate: 'different',
      answer: 'block',
      label: 'already running',
      detail: 'production already runs 2.4.1',
      refusal: { code: 'already-running', ...asked },
      remedy: 'ask for another version',
    });
  });
});

describe('forward', () => {
  it.each<[string, Change, string]>([
    ['a newer version', {}, 'newer than 2.4.0'],
    ['a release after its candidate', { from: '2.4.1-rc.1' }, 'newer than 2.4.1-rc.1'],
    ['a later day', { from: '2024.11.3', to: '20241110' }, 'newer than 2024.11.3'],
    ['a later build', { from: 'build-97', to: 'build-123' }, 'newer than build-97'],
    ['the same place in the order', { from: '2.4.1+a', to: '2.4.1+b' }, 'no older than 2.4.1+a'],
    ['the same name', { from: 'main', to: 'main' }, 'no older than main'],
    ['what has no order', { from: 'main-7f3c', to: '2.4.1' }, "can't be compared with main-7f3c"],
    ['a way back to what has no order', { from: '2.4.1', to: 'main', backwards: true }, "can't be compared with 2.4.1"],
    ['an older version that was asked for', { from: '2.5.0', backwards: true }, 'back from 2.5.0, as asked'],
  ])('passes %s', (_what, change, label) => {
    expect(forward.answer(seen(null), asking(change))).toEqual(pass('forward', label));
  });

  it.each([
    ['build-123', 'build-97'],
    ['2024.11.10', '2024-11-03'],
    ['1.0.0-rc10', '1.0.0-rc9'],
    ['1.2.3.4', '1.2.3.3'],
  ])('blocks, where %s runs, %s', (from, to) => {
    const answer = forward.answer(seen(null), asking({ from, to }));
    expect(answer).toMatchObject({ answer: 'block', label: `older than ${from}` });
  });

  it.each(['2.4.2', '2.10.0', '3.0.0-rc.1'])('blocks what is older than %s, by number and not by letter', (from) => {
    expect(forward.answer(seen(null), asking({ from }))).toEqual({
      gate: 'forward',
      answer: 'block',
      label: `older than ${from}`,
      detail: `2.4.1 is older than ${from}`,
      refusal: { code: 'would-go-back', ...asked, from },
      remedy: 'ask for a rollback',
    });
  });
});

describe('promoted', () => {
  const never: PromotedFacts = { running: { kind: 'nothing' }, past: 'none' };
  const next: PromotedFacts['running'] = { kind: 'same' };

  it.each<[string, PromotedFacts, Change, string]>([
    ['where no environment comes first', never, { requires: null }, 'no earlier environment required'],
    ['a way back', never, { backwards: true }, 'has run before'],
    ['what runs there now', { ...never, running: next }, {}, 'runs in staging'],
    ['what was released there once', { ...never, past: 'succeeded' }, {}, 'was released to staging'],
    [
      'under way, what nobody has taken back, whatever runs there by now',
      never,
      { underWay: true },
      'not rolled back in staging',
    ],
    [
      'under way, what was released there once',
      { ...never, past: 'succeeded' },
      { underWay: true },
      'was released to staging',
    ],
    [
      'under way, where that environment does not answer',
      { running: { kind: 'unknown', detail: 'timeout after 5 s' }, past: 'none' },
      { underWay: true },
      'not rolled back in staging',
    ],
    ['what runs there again', { running: next, past: 'taken-back' }, {}, 'runs in staging'],
  ])('passes %s', (_what, facts, change, label) => {
    expect(promoted.answer(seen(facts), asking(change))).toEqual(pass('promoted', label));
  });

  it('blocks what has never run there', () => {
    expect(promoted.answer(seen(never), asking())).toEqual({
      gate: 'promoted',
      answer: 'block',
      label: 'not yet in staging',
      detail: '2.4.1 has not run in staging yet',
      refusal: { code: 'not-promoted', ...asked, requires: 'staging', takenBack: false },
      remedy: 'release it to staging first',
    });
  });

  it('blocks what was taken back there', () => {
    expect(promoted.answer(seen({ ...never, past: 'taken-back' }), asking())).toEqual({
      gate: 'promoted',
      answer: 'block',
      label: 'rolled back in staging',
      detail: '2.4.1 was rolled back in staging',
      refusal: { code: 'not-promoted', ...asked, requires: 'staging', takenBack: true },
      remedy: 'release it to staging first',
    });
  });

  it('holds what was taken back there while it is under way', () => {
    const facts: PromotedFacts = { running: { kind: 'unknown', detail: 'timeout after 5 s' }, past: 'taken-back' };
    expect(promoted.answer(seen(facts), asking({ underWay: true }))).toMatchObject({
      answer: 'block',
      detail: '2.4.1 was rolled back in staging',
      remedy: 'release it to staging again',
    });
  });

  it('cannot tell of an environment that does not answer, and never lets that pass', () => {
    const detail = "can't look at staging: timeout after 5 s";
    const away: PromotedFacts = { running: { kind: 'unknown', detail: 'timeout after 5 s' }, past: 'none' };
    expect(promoted.answer(seen(away), asking())).toEqual({
      gate: 'promoted',
      answer: 'unknown',
      label: "can't look at staging",
      detail,
      refusal: { code: 'gate-unknown', ...asked, detail },
    });
  });
});

describe('approvers', () => {
  const found = (...able: string[]) => ({ able, everybody: true });

  it.each<[string, ApproverFacts, Partial<ApprovalPolicy>, string]>([
    ['where nobody need approve', found(), { required: 0 }, 'no approval needed'],
    ['where anyone may', null, {}, 'anyone may approve'],
    ['where one can', found('U0MIKA'), {}, '1 can approve'],
    ['where as many can as must', found('U0MIKA', 'U0REN'), { required: 2 }, '2 can approve'],
    ['where enough can, before all are looked at', { able: ['U0REN'], everybody: false }, {}, '1 or more can approve'],
  ])('passes %s', (_what, facts, approval, label) => {
    expect(approvers.answer(seen(facts), asking({ approval }))).toEqual(pass('approvers', label));
  });

  it.each<[string, string[], Partial<ApprovalPolicy>, number]>([
    ['nobody could', [], {}, 0],
    ['it takes one more than there are', ['U0MIKA'], { required: 2 }, 1],
  ])('blocks where %s', (_what, able, approval, others) => {
    const required = approval.required ?? 1;
    const policy = { ...approval, users: ['U0MIKA'] };
    expect(approvers.answer(seen(found(...able)), asking({ approval: policy }))).toEqual({
      gate: 'approvers',
      answer: 'block',
      label: 'nobody can approve',
      detail: `needs ${required} of @payments-leads or U0MIKA, but only ${others} could`,
      refusal: {
        code: 'nobody-can-approve',
        ...asked,
        approvers: ['@payments-leads', 'U0MIKA'],
        required,
        able: others,
      },
      remedy: 'name more people in approval.groups or approval.users of production',
    });
  });
});

describe('in a log', () => {
  it('an answer has its code and its words, and a block what would change it', () => {
    expect(recorded(different.answer(seen(null), asking()))).toEqual({
      gate: 'different',
      answer: 'pass',
      code: 'ok',
      label: '2.4.0 is running',
      detail: '',
    });
    expect(recorded(different.answer(seen(null), asking({ from: '2.4.1' })))).toEqual({
      gate: 'different',
      answer: 'block',
      code: 'already-running',
      label: 'already running',
      detail: 'production already runs 2.4.1',
      remedy: 'ask for another version',
    });
  });
});
