import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { decide } from '../../../src/engine/decide.ts';
import { mika, ren } from '../../support/people.ts';
import { askedAt, checked, first } from './asking-gates.ts';
import { approved, limits, plan, release, start, withEvents } from './deciding.ts';

describe('before the first write', () => {
  const ready = release(approved);

  it('asks no gate where none wants to be asked', () => {
    expect(first(ready, start, 'request', 'step')).toMatchObject({ type: 'started' });
  });

  it('starts only once all gates pass, and asks afresh for what was said long ago', () => {
    expect(first(ready, start, 'start')).toEqual({ do: 'ask-gates', when: 'start' });
    const passed = withEvents(ready, checked('start', start, 'pass'));
    expect(first(passed, start + 1000, 'start')).toMatchObject({ type: 'started' });
    expect(first(passed, start + 10 * 60_000, 'start')).toEqual({ do: 'ask-gates', when: 'start' });
  });

  it('asks at the start whom the last approval concerns', () => {
    expect(first(ready, start, 'approval')).toEqual({ do: 'ask-gates', when: 'start' });
  });

  it('ends with the words of a gate that blocks', () => {
    const blocked = withEvents(ready, checked('start', start, 'block'));
    expect(first(blocked, start, 'start')).toEqual({
      type: 'finished',
      at: start,
      outcome: 'withdrawn',
      by: null,
      reason: 'INC-7 is open',
    });
  });

  it('asks a person where a gate needs one, and goes on when they say so', () => {
    const asking = withEvents(ready, checked('start', start, 'needs-person'));
    const decision = decide(asking, start, askedAt('start'));
    expect(decision).toMatchObject({
      do: 'append',
      events: [{ type: 'started' }, { type: 'hold.opened', code: 'gate', detail: 'INC-7 is open' }],
    });
    const held = decision.do === 'append' ? withEvents(asking, ...decision.events) : asking;
    const told = (what: 'go-on' | 'wait') =>
      withEvents(held, { type: 'hold.closed', at: start + 5, by: mika, answer: what });
    expect(first(told('go-on'), start + 5, 'start')).toMatchObject({ type: 'step.started', index: 0 });
    expect(first(told('wait'), start + 5, 'start')).toEqual({ do: 'ask-gates', when: 'start' });
  });

  it('ends as what it is where nothing has been changed yet, and not as rolled back', () => {
    const held = withEvents(
      ready,
      { type: 'started', at: start },
      { type: 'hold.opened', at: start, code: 'gate', detail: 'INC-7 is open', expiresAt: start + limits.holdMs },
    );
    const finished = { type: 'finished', by: null };
    expect(first(held, start + limits.holdMs, 'start')).toMatchObject({
      ...finished,
      outcome: 'expired',
      reason: 'INC-7 is open',
    });
    const abort: ReleaseEvent = { type: 'abort.asked', at: start, by: ren, reason: 'not today' };
    expect(first(withEvents(held, abort), start, 'start')).toMatchObject({
      type: 'finished',
      outcome: 'withdrawn',
      by: ren,
      reason: 'not today',
    });
    const waits = withEvents(held, { type: 'hold.closed', at: start, by: mika, answer: 'wait' });
    expect(first(waits, start + limits.totalMs, 'start')).toMatchObject({ ...finished, outcome: 'withdrawn' });
    const begun = withEvents(held, { type: 'step.started', at: start, index: 0 });
    expect(first(begun, start + limits.holdMs, 'start')).toMatchObject({ type: 'rollback.started' });
  });

  it('asks again for what is unknown, and ends when that takes too long: it is never a pass', () => {
    const unknown = withEvents(ready, checked('start', start, 'unknown'));
    expect(first(unknown, start + 1000, 'start')).toEqual({ do: 'ask-gates', when: 'start' });
    const still = withEvents(unknown, checked('start', start + 5000, 'unknown'));
    expect(first(still, start + limits.holdMs - 1, 'start')).toEqual({ do: 'ask-gates', when: 'start' });
    expect(first(still, start + limits.holdMs, 'start')).toMatchObject({ type: 'finished', outcome: 'withdrawn' });
  });

  it('is withdrawn by a person whatever the gates say', () => {
    const abort: ReleaseEvent = { type: 'abort.asked', at: start, by: ren, reason: null };
    expect(first(withEvents(ready, checked('start', start, 'unknown'), abort), start, 'start')).toMatchObject({
      type: 'finished',
      by: ren,
    });
  });
});

describe('between approvals', () => {
  const target = { ...plan.target, approval: { ...plan.target.approval, required: 2 } };
  const [requested] = [release()].map(
    (one): ReleaseEvent => ({
      type: 'requested',
      at: start,
      id: one.id,
      number: one.number,
      request: one.request,
      plan: { ...plan, target },
      digest: 'd',
      gates: [],
    }),
  );
  const waiting = foldLog(requested ? [requested] : []);
  const one = withEvents(waiting, approved);

  it('asks after each approval, and before none', () => {
    expect(first(waiting, start, 'approval')).toMatchObject({ do: 'wait' });
    expect(first(one, start, 'approval')).toEqual({ do: 'ask-gates', when: 'approval' });
    const passed = withEvents(one, checked('approval', start, 'pass'));
    expect(first(passed, start, 'approval')).toMatchObject({ do: 'wait' });
    const two = withEvents(passed, { type: 'approved', at: start + 1, by: ren, digest: 'd' });
    expect(first(two, start + 1, 'approval')).toEqual({ do: 'ask-gates', when: 'start' });
  });

  it('lets nobody decide on what may not start, and goes on waiting where that is not known', () => {
    expect(first(withEvents(one, checked('approval', start, 'block')), start, 'approval')).toMatchObject({
      type: 'finished',
      outcome: 'withdrawn',
    });
    expect(first(withEvents(one, checked('approval', start, 'unknown')), start, 'approval')).toMatchObject({
      do: 'wait',
    });
  });
});
