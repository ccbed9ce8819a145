import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { aoi, mika } from '../../support/people.ts';
import { MINUTE } from '../../support/release-plan.ts';
import {
  analysis,
  appended,
  approval,
  approved,
  atStep,
  bakeIndex,
  decide,
  few,
  healthy,
  limits,
  measured,
  release,
  start,
  withEvents,
} from './deciding.ts';

describe('waiting for approval', () => {
  it('reminds once, then expires, and wakes for both', () => {
    const waiting = release();
    expect(decide(waiting, start)).toEqual({ do: 'wait', until: start + approval.remindMs });
    expect(appended(waiting, start + approval.remindMs)).toMatchObject({ type: 'approval.reminded' });
    const reminded = withEvents(waiting, { type: 'approval.reminded', at: start + approval.remindMs });
    expect(decide(reminded, start + approval.remindMs)).toEqual({ do: 'wait', until: start + approval.expiresMs });
    expect(appended(reminded, start + approval.expiresMs)).toMatchObject({ type: 'finished', outcome: 'expired' });
  });

  it('starts as soon as enough people have approved, also when that is late', () => {
    expect(appended(release(approved), start + 1)).toMatchObject({ type: 'started' });
    expect(appended(release(approved), start + 10 * approval.expiresMs)).toMatchObject({ type: 'started' });
  });

  it('ends when it is withdrawn', () => {
    const withdrawn = release({ type: 'abort.asked', at: start, by: aoi, reason: 'wrong one' });
    expect(appended(withdrawn, start)).toMatchObject({ type: 'finished', outcome: 'withdrawn', reason: 'wrong one' });
  });
});

describe('a hold', () => {
  const open: ReleaseEvent = {
    type: 'hold.opened',
    at: start,
    code: 'too-few-requests',
    detail: '',
    expiresAt: start + limits.holdMs,
  };
  const holding = withEvents(atStep(bakeIndex, start), measured(start, few), open);

  it('goes on measuring', () => {
    expect(decide(holding, start + analysis.intervalMs)).toEqual({ do: 'measure' });
  });

  it('expires into a rollback', () => {
    expect(appended(holding, start + limits.holdMs)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'hold-expired' },
    });
  });

  it('ends by itself when the evidence comes', () => {
    const seen = withEvents(holding, measured(start + 5, healthy));
    expect(appended(seen, start + 5)).toMatchObject({ type: 'hold.closed', answer: 'resolved', by: null });
  });

  it('goes on when a person says so', () => {
    const told = withEvents(holding, { type: 'hold.closed', at: start + 5, by: mika, answer: 'go-on' });
    expect(appended(told, start + 5)).toMatchObject({ type: 'step.done' });
  });

  it('bakes as long again when a person says "wait"', () => {
    const at = start + 60_000;
    const told = withEvents(holding, { type: 'hold.closed', at, by: mika, answer: 'wait' }, measured(at, healthy));
    expect(decide(told, at)).toMatchObject({ do: 'wait' });
    expect(appended(withEvents(told, measured(at + 2 * MINUTE, healthy)), at + 2 * MINUTE)).toMatchObject({
      type: 'step.done',
    });
  });
});

describe('a pause', () => {
  const paused = withEvents(atStep(bakeIndex, start), measured(start, healthy), { type: 'paused', at: start, by: aoi });

  it('holds the bake back but not the judge', () => {
    expect(decide(paused, start + analysis.intervalMs)).toEqual({ do: 'measure' });
    const late = withEvents(paused, measured(start + 3 * MINUTE, healthy));
    expect(decide(late, start + 3 * MINUTE)).toMatchObject({ do: 'wait' });
  });

  it('does not use up the patience with figures that are still missing when it is over', () => {
    const resumedAt = start + 20 * MINUTE;
    const resumed = withEvents(paused, measured(resumedAt, few), { type: 'resumed', at: resumedAt, by: aoi });
    expect(decide(resumed, resumedAt)).toMatchObject({ do: 'wait' });
    const last = resumedAt + analysis.patienceMs;
    expect(decide(withEvents(resumed, measured(last - 1, few)), last - 1)).toEqual({ do: 'wait', until: last });
    expect(appended(withEvents(resumed, measured(last, few)), last)).toMatchObject({
      type: 'hold.opened',
      code: 'too-few-requests',
    });
  });

  it('that nobody has made does not lengthen the patience by its end', () => {
    const late = start + 2 * MINUTE + analysis.patienceMs;
    const resumed = withEvents(atStep(bakeIndex, start), measured(late, few), { type: 'resumed', at: late, by: aoi });
    expect(appended(resumed, late)).toMatchObject({ type: 'hold.opened', code: 'too-few-requests' });
  });

  it('becomes a question when it lasts too long', () => {
    const late = withEvents(paused, measured(start + limits.pauseMs, healthy));
    expect(appended(late, start + limits.pauseMs)).toMatchObject({ type: 'hold.opened', code: 'pause-expired' });
  });
});
