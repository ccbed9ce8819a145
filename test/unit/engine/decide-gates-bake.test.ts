import { describe, expect, it } from 'vitest';
import type { GateResult } from '../../../src/domain/gate.ts';
import { mika } from '../../support/people.ts';
import { checked, first } from './asking-gates.ts';
import { analysis, atStep, bakeIndex, healthy, limits, measured, start, withEvents } from './deciding.ts';

describe('at the end of a bake', () => {
  const end = start + 10 * 60_000;
  const baked = withEvents(atStep(bakeIndex, start), measured(end, healthy));
  const answered = (said: GateResult['answer']) => withEvents(baked, checked('step', end, said, bakeIndex));

  it('asks the gates that are asked in steps, and no others', () => {
    expect(first(baked, end, 'request', 'approval', 'start')).toMatchObject({ type: 'step.done' });
    expect(first(baked, end, 'step')).toEqual({ do: 'ask-gates', when: 'step' });
    expect(first(answered('pass'), end, 'step')).toMatchObject({ type: 'step.done', note: 'healthy' });
  });

  it.each(['block', 'needs-person'] as const)('asks a person where a gate says %s', (said) => {
    const hold = first(answered(said), end, 'step');
    expect(hold).toMatchObject({ type: 'hold.opened', code: 'gate', detail: 'INC-7 is open' });
  });

  it('does not close that question for good figures, and asks the gates again where a person waits', () => {
    const held = withEvents(answered('block'), {
      type: 'hold.opened',
      at: end,
      code: 'gate',
      detail: 'INC-7 is open',
      expiresAt: end + limits.holdMs,
    });
    expect(first(held, end, 'step')).toMatchObject({ do: 'wait' });
    const waits = withEvents(held, { type: 'hold.closed', at: end, by: mika, answer: 'wait' });
    const later = end + 10 * 60_000;
    expect(first(withEvents(waits, measured(later, healthy)), later, 'step')).toEqual({
      do: 'ask-gates',
      when: 'step',
    });
    const goes = withEvents(held, { type: 'hold.closed', at: end, by: mika, answer: 'go-on' });
    expect(first(goes, end, 'step')).toMatchObject({ type: 'step.done', note: 'accepted by hand' });
  });

  it('asks the gates of a bake whose figures somebody has accepted: that says nothing about them', () => {
    const hold = { type: 'hold.opened', at: end, code: 'no-data', detail: '', expiresAt: end + limits.holdMs } as const;
    const accepted = withEvents(baked, hold, { type: 'hold.closed', at: end, by: mika, answer: 'go-on' });
    expect(first(accepted, end, 'start')).toMatchObject({ type: 'step.done', note: 'accepted by hand' });
    expect(first(accepted, end, 'step')).toEqual({ do: 'ask-gates', when: 'step' });
    const asked = withEvents(accepted, checked('step', end, 'block', bakeIndex), { ...hold, code: 'gate' });
    const waits = withEvents(asked, { type: 'hold.closed', at: end, by: mika, answer: 'wait' });
    expect(first(withEvents(waits, measured(end + 1, healthy)), end + 1, 'step')).toMatchObject({ do: 'wait' });
  });

  it('asks a person where a gate has not been able to tell for long', () => {
    const now = end + analysis.patienceMs;
    expect(first(answered('unknown'), end, 'step')).toEqual({ do: 'ask-gates', when: 'step' });
    expect(first(withEvents(answered('unknown'), measured(now, healthy)), now, 'step')).toMatchObject({
      type: 'hold.opened',
      code: 'gate',
    });
  });

  it('is not passed by promoting by hand', () => {
    const hurried = withEvents(baked, { type: 'promoted', at: end, by: mika });
    expect(first(hurried, end, 'step')).toEqual({ do: 'ask-gates', when: 'step' });
  });
});
