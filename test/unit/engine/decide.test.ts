import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Release } from '../../../src/domain/release.ts';
import { overdue } from '../../../src/engine/decide-end.ts';
import { aoi, mika } from '../../support/people.ts';
import { MINUTE } from '../../support/release-plan.ts';
import {
  analysis,
  appended,
  atStep,
  bakeIndex,
  blind,
  decide,
  few,
  healthy,
  limits,
  measured,
  plan,
  shared,
  start,
  unhealthy,
  withEvents,
} from './deciding.ts';

describe('a bake', () => {
  const end = start + 2 * MINUTE;

  it('looks at the metrics at once and then at every interval', () => {
    const baking = atStep(bakeIndex, start);
    expect(decide(baking, start)).toEqual({ do: 'measure' });
    const looked = withEvents(baking, measured(start, healthy));
    expect(decide(looked, start + 1)).toEqual({ do: 'wait', until: start + analysis.intervalMs });
    expect(decide(looked, start + analysis.intervalMs)).toEqual({ do: 'measure' });
  });

  it('ends with a healthy verdict, not by the clock alone', () => {
    const baking = withEvents(atStep(bakeIndex, start), measured(end - 1, healthy));
    expect(decide(baking, end - 1)).toMatchObject({ do: 'wait', until: end });
    expect(appended(baking, end)).toMatchObject({ type: 'step.done', note: 'healthy' });
  });

  it('does not end on a verdict from before it began', () => {
    const before = withEvents(atStep(bakeIndex - 1, start), measured(start, healthy), {
      type: 'step.done',
      at: start + 1,
      index: bakeIndex - 1,
      note: '',
    });
    const baking = withEvents(before, { type: 'step.started', at: start + 1, index: bakeIndex });
    expect(decide(baking, end + 1)).toEqual({ do: 'measure' });
  });

  it('goes back at once when the new version is worse', () => {
    const bad = withEvents(atStep(bakeIndex, start), measured(start + 2000, unhealthy));
    expect(appended(bad, start + 2000)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'unhealthy', verdict: { kind: 'unhealthy' } },
    });
  });

  it.each([
    ['too few requests', few, 'too-few-requests'],
    ['no data', blind, 'no-data'],
    ['both versions over a limit', shared, 'both-over-limit'],
  ] as const)('asks a person when there is no evidence: %s', (_name, verdict, code) => {
    const late = end + analysis.patienceMs;
    const baking = withEvents(atStep(bakeIndex, start), measured(late, verdict));
    expect(appended(baking, late)).toMatchObject({ type: 'hold.opened', code, expiresAt: late + limits.holdMs });
  });

  it.each([
    ['been blind', blind, 'no-data'],
    ['seen both versions over a limit', shared, 'both-over-limit'],
  ] as const)('asks long before its end when it has %s for too long', (_what, verdict, code) => {
    const at = start + analysis.patienceMs;
    const baking = withEvents(atStep(bakeIndex, start), measured(start, verdict), measured(at, verdict));
    expect(appended(baking, at)).toMatchObject({ type: 'hold.opened', code });
  });

  it('is over when a person says "promote now"', () => {
    const baking = withEvents(atStep(bakeIndex, start), measured(start, few), {
      type: 'promoted',
      at: start,
      by: mika,
    });
    expect(appended(baking, start + 1)).toMatchObject({ type: 'step.done' });
  });

  it('rolls back although promoted when the new version is worse', () => {
    const baking = withEvents(
      atStep(bakeIndex, start),
      { type: 'promoted', at: start, by: mika },
      measured(start, unhealthy),
    );
    expect(appended(baking, start + 1)).toMatchObject({ type: 'rollback.started' });
  });
});

describe('a release of which there are no figures', () => {
  const stepOf = (kind: string) => plan.steps.findIndex(({ action }) => action.kind === kind);
  const late = start + analysis.patienceMs;
  const blindAt = (index: number) => withEvents(atStep(index, start), measured(start, blind), measured(late, blind));

  it('is no question while its candidate starts: its pods have the deadline of their step', () => {
    expect(decide(blindAt(stepOf('candidate.start')), late)).toMatchObject({ do: 'run' });
  });

  const holding = withEvents(blindAt(stepOf('traffic.shift')), {
    type: 'hold.opened',
    at: late,
    code: 'no-data',
    detail: 'no pods',
    expiresAt: late + limits.holdMs,
  });

  it('is one where the candidate has traffic, until it is seen again, whatever it is seen to be', () => {
    expect(appended(blindAt(stepOf('traffic.shift')), late)).toMatchObject({ type: 'hold.opened', code: 'no-data' });
    expect(decide(holding, late)).toMatchObject({ do: 'wait' });
    const seen = withEvents(holding, measured(late + 1, few));
    expect(appended(seen, late + 1)).toMatchObject({ type: 'hold.closed', answer: 'resolved', by: null });
  });

  it.each(['resolved', 'go-on', 'wait'] as const)('is no reason to be late once it is answered: %s', (answer) => {
    const at = late + limits.holdMs - 1;
    const closed = withEvents(holding, { type: 'hold.closed', at, by: answer === 'resolved' ? null : mika, answer });
    expect(overdue(closed, at, 'HTTP 503')).toBeNull();
    expect(overdue(closed, at + (plan.steps[stepOf('traffic.shift')]?.deadlineMs ?? 0), 'HTTP 503')).not.toBeNull();
  });

  it('is borne as long in a bake, however long its pods took to start', () => {
    const state = withEvents(
      atStep(stepOf('candidate.start'), start),
      measured(start, blind),
      { type: 'step.done', at: late, index: stepOf('candidate.start'), note: '' },
      { type: 'step.started', at: late, index: bakeIndex },
      measured(late, blind),
    );
    expect(decide(state, late)).toMatchObject({ do: 'wait' });
    const still = withEvents(state, measured(late + analysis.patienceMs, blind));
    expect(appended(still, late + analysis.patienceMs)).toMatchObject({ type: 'hold.opened', code: 'no-data' });
  });
});

describe('whatever it is doing, a running release goes back', () => {
  const everyStep = plan.steps.map((_, index) => index);
  const trouble: ReleaseEvent = {
    type: 'trouble.seen',
    at: start,
    trouble: { code: 'crash-loop', pod: 'p', detail: 'exit 1' },
  };

  it.each(everyStep)('at step %i: aborted, or in trouble', (index) => {
    const abort: ReleaseEvent = { type: 'abort.asked', at: start, by: aoi, reason: null };
    expect(appended(withEvents(atStep(index, start), abort), start)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'aborted' },
    });
    expect(appended(withEvents(atStep(index, start), trouble), start)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'trouble' },
    });
  });

  it('when a step takes too long, but not for the tidying at the end', () => {
    const measure = (state: Release, at: number) => withEvents(state, measured(at, healthy));
    for (const [index, { action, deadlineMs }] of plan.steps.entries()) {
      if (action.kind === 'bake') continue;
      const end = start + deadlineMs;
      const state = measure(atStep(index, start), end);
      const tidying = ['candidate.remove', 'route.clean', 'verify.clean'].includes(action.kind);
      expect(decide(state, end), action.kind).toMatchObject({ do: 'run' });
      expect(overdue(state, end - 1, 'HTTP 503')).toBeNull();
      expect(overdue(state, end, 'HTTP 503'), action.kind).toEqual(
        tidying
          ? null
          : expect.objectContaining({
              type: 'rollback.started',
              cause: expect.objectContaining({ code: 'deadline', detail: 'HTTP 503' }),
            }),
      );
    }
  });

  it('undoes in order and then ends as rolled back', () => {
    let state = withEvents(atStep(bakeIndex, start), trouble);
    const kinds: string[] = [];
    for (let round = 0; round < 50 && state.phase.kind !== 'ended'; round += 1) {
      const decision = decide(state, start);
      if (decision.do === 'append') state = withEvents(state, ...decision.events);
      if (decision.do !== 'undo') continue;
      kinds.push(decision.action.kind);
      state = withEvents(state, { type: 'undo.done', at: start, index: decision.index, note: '' });
    }
    expect(kinds[0]).toBe('traffic.restore');
    expect(state.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'trouble' } });
  });
});
