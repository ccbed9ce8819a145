import { describe, expect, it } from 'vitest';
import type { ApprovalPolicy } from '../../../src/domain/target.ts';
import { approvers } from '../../../src/gates/approvers.ts';
import type { GateAsk } from '../../../src/gates/gate.ts';
import type { GateDeps } from '../../../src/gates/world.ts';
import { gateWorldWhere } from '../../support/gate-deps.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

const version = { version: '2.4.1', image: 'r/app:2.4.1' };

/** Aoi asks, and some of the group are guests. */
async function lookAt(members: string[], guests: string[], policy: Partial<ApprovalPolicy> = {}) {
  const looked: string[] = [];
  const target = exampleTarget();
  const about: GateAsk = {
    request: exampleRequest(),
    target: { ...target, approval: { ...target.approval, groups: ['leads'], users: [], required: 1, ...policy } },
    from: version,
    to: version,
    underWay: false,
  };
  const never = () => Promise.reject(new Error('nobody need look at that'));
  const deps: GateDeps = {
    ...gateWorldWhere(never),
    groupMembers: async () => members,
    async isOurs(id) {
      looked.push(id);
      if (id === 'U0LOST') throw new Error('ratelimited');
      return !guests.includes(id);
    },
  };
  return { answer: await approvers.check(deps, about), looked };
}

describe('the gate "approvers"', () => {
  it('counts nobody to whom Sluice does not listen', async () => {
    const { answer } = await lookAt(['U0GUS', 'U0SOL'], ['U0GUS', 'U0SOL']);
    expect(answer).toMatchObject({ answer: 'block', refusal: { code: 'nobody-can-approve', able: 0 } });
    const both = await lookAt(['U0GUS', 'U0MIKA'], ['U0GUS'], { required: 2 });
    expect(both.answer).toMatchObject({ answer: 'block', refusal: { able: 1 } });
    expect((await lookAt(['U0GUS', 'U0MIKA'], ['U0GUS'])).answer).toMatchObject({
      answer: 'pass',
      label: '1 can approve',
    });
  });

  it('counts the one who asked only where that may', async () => {
    expect((await lookAt(['U0AOI'], [])).answer).toMatchObject({ answer: 'block' });
    expect((await lookAt(['U0AOI'], [], { selfApproval: true })).answer).toMatchObject({ answer: 'pass' });
  });

  it('looks at no more people than it takes, and at each once', async () => {
    const hundreds = Array.from({ length: 300 }, (_, at) => `U${at}`);
    const { answer, looked } = await lookAt(['U0MIKA', ...hundreds], [], { users: ['U0MIKA'], required: 2 });
    expect(answer).toMatchObject({ answer: 'pass', label: '2 or more can approve' });
    expect(looked).toEqual(['U0MIKA', 'U0']);
  });

  it('does without somebody of whom Slack does not say who they are, and is unknown where it takes them', async () => {
    expect((await lookAt(['U0LOST', 'U0MIKA'], [])).answer).toMatchObject({ answer: 'pass' });
    expect((await lookAt(['U0LOST', 'U0GUS'], ['U0GUS'])).answer).toMatchObject({
      answer: 'unknown',
      detail: "can't tell who may approve: ratelimited",
    });
  });
});
