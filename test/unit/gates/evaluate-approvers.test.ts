import { describe, expect, it } from 'vitest';
import type { ApprovalPolicy } from '../../../src/domain/target.ts';
import { type ApproverFacts, approvers } from '../../../src/gates/approvers.ts';
import { asked, asking, pass, seen } from './asking.ts';

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
