import { describe, expect, it } from 'vitest';
import type { FlagChange, FlagState } from '../../../src/domain/flag.ts';
import { failure } from '../../../src/providers/flags/failures.ts';
import type { FlagFailure } from '../../../src/providers/flags/flags.ts';
import { runAction } from '../../../src/steps/index.ts';
import type { StepContext } from '../../../src/steps/step.ts';
import { type FakeFlags, fakeFlags, serviceDown } from '../../support/fake-flags.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const five: FlagChange = { kind: 'set', enabled: true, percentage: 5 };
const toFive = { kind: 'flag.set' as const, flag: 'new-pricing', change: five, was: 0 };

async function serviceWith(rules: Parameters<FakeFlags['byHand']>[2] = {}) {
  const flags = fakeFlags();
  flags.byHand('new-pricing', 'mika', rules);
  return { flags, before: await stateOf(flags) };
}

async function stateOf(flags: FakeFlags): Promise<FlagState> {
  const answer = await flags.state('new-pricing');
  if (answer.kind === 'failed') throw new Error(answer.failure.words);
  return answer.state;
}

/** All that a flag's step looks at. */
function contextOf(
  flags: FakeFlags | null,
  left: FlagState,
  { undoing = false, tried = null as FlagChange | null } = {},
) {
  const known = flags && { service: flags, left: () => left, tried: () => tried };
  return { undoing, flags: known, target: exampleTarget() } as unknown as StepContext;
}

describe('setting a flag', () => {
  it('is done once the service says how it stands', async () => {
    const { flags, before } = await serviceWith();
    const outcome = await runAction(contextOf(flags, before), toFive);
    expect(outcome).toMatchObject({ kind: 'done', note: '5 %', flag: { enabled: true, percentage: 5 } });
    expect(await runAction(contextOf(flags, before), toFive)).toMatchObject({ kind: 'done' });
    expect(flags.writes).toEqual(['new-pricing 5 %']);
  });

  it.each<[string, FlagFailure, object]>([
    ['away', serviceDown, { kind: 'retry', error: expect.stringContaining('nobody answers') }],
    ['full', { ...serviceDown, code: 'throttled', retryAfterMs: 9000 }, { kind: 'retry', ms: 9000 }],
    ['asking for hours', { ...serviceDown, code: 'throttled', retryAfterMs: 9e6 }, { kind: 'retry', ms: 30_000 }],
    ['closed to this token', failure('no-rights', 'no', 'ask'), { kind: 'fail', detail: 'no; ask' }],
  ])('waits for a service that will be back, and for no other: %s', async (_, why, outcome) => {
    const { flags, before } = await serviceWith();
    flags.fail(why);
    expect(await runAction(contextOf(flags, before), toFive)).toMatchObject(outcome);
    const back = { kind: 'flag.restore' as const, before };
    expect(await runAction(contextOf(flags, before, { undoing: true }), back)).toMatchObject({ kind: 'retry' });
  });

  it('without a service is no step that can be done', async () => {
    const { before } = await serviceWith();
    const back = { kind: 'flag.restore' as const, before };
    expect(await runAction(contextOf(null, before), toFive)).toMatchObject({ kind: 'fail' });
    expect(await runAction(contextOf(null, before, { undoing: true }), back)).toMatchObject({ kind: 'retry' });
  });
});

describe('putting a flag back', () => {
  it('takes for its own what the step that was cut short has written, though nobody has noted it', async () => {
    const { flags, before } = await serviceWith();
    await flags.set('new-pricing', five, before);
    const context = contextOf(flags, before, { undoing: true, tried: five });
    const outcome = await runAction(context, { kind: 'flag.restore', before });
    expect(outcome).toMatchObject({ kind: 'done', flag: { enabled: false, percentage: 0 } });
  });

  it('leaves the rules that somebody else has made, and gives the feature to nobody', async () => {
    const { flags, before } = await serviceWith();
    flags.byHand('new-pricing', 'ren', { enabled: true, percentage: 80 });
    const context = contextOf(flags, before, { undoing: true, tried: five });
    const outcome = await runAction(context, { kind: 'flag.restore', before });
    expect(outcome).toMatchObject({ kind: 'done', flag: { enabled: false, percentage: 80 } });
    expect(outcome.kind === 'done' && outcome.note).toBe('off; ren has changed its rules, which are left alone');
  });

  it.each(['archived', 'absent'] as const)('has nothing to do where it is %s by now', async (stands) => {
    const { flags, before } = await serviceWith();
    flags.byHand('new-pricing', 'ren', { stands });
    const context = contextOf(flags, before, { undoing: true });
    const off = { ...toFive, change: { kind: 'kill' as const } };
    for (const action of [{ kind: 'flag.restore' as const, before }, off]) {
      expect(await runAction(context, action)).toMatchObject({ kind: 'done', flag: { stands } });
    }
  });

  it('leaves a flag alone that was on before, and that somebody else has changed', async () => {
    const { flags, before } = await serviceWith({ enabled: true, percentage: 30 });
    flags.byHand('new-pricing', 'ren', { percentage: 60 });
    const outcome = await runAction(contextOf(flags, before, { undoing: true }), { kind: 'flag.restore', before });
    expect(outcome).toMatchObject({ kind: 'done', flag: { percentage: 60 } });
    expect(flags.writes).toEqual([]);
  });
});
