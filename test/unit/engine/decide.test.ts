import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { fold, foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { decide, overdue } from '../../../src/engine/decide.ts';
import { examplePlan, MINUTE } from '../../support/release-plan.ts';
import { aoi, figures, finding, mika } from '../../support/release-story.ts';

const start = Date.UTC(2026, 10, 20, 14, 5);
const plan = examplePlan();
const healthy: Verdict = { kind: 'healthy', findings: [] };
const culprit = finding(figures(100, 9), figures(900, 2), 'bad');
const unhealthy: Verdict = { kind: 'unhealthy', findings: [culprit], culprit };
const few: Verdict = { kind: 'inconclusive', why: 'too-few-requests', findings: [], seen: 3, wanted: 50, detail: '' };
const blind: Verdict = { kind: 'inconclusive', why: 'no-data', findings: [], seen: 0, wanted: 50, detail: 'no pods' };

const requested: ReleaseEvent = {
  type: 'requested',
  at: start,
  id: 'r7',
  number: 7,
  request: {
    by: aoi,
    service: 'checkout',
    version: '2.4.1',
    environment: 'production',
    strategy: null,
    reason: null,
    key: 'k',
    channel: null,
    backwards: false,
  },
  plan,
  digest: 'd',
  gates: [],
};
const approved: ReleaseEvent = { type: 'approved', at: start, by: mika, digest: 'd' };
const started: ReleaseEvent = { type: 'started', at: start };
const measured = (at: number, verdict: Verdict): ReleaseEvent => ({
  type: 'measured',
  at,
  sample: { from: at - 1000, to: at, candidate: figures(10, 0), stable: figures(90, 0) },
  verdict,
});

function release(...events: ReleaseEvent[]): Release {
  return foldLog([requested, ...events]);
}

/** Runs the plan's steps, all at once and well, until the step of this index has begun at `at`. */
function atStep(index: number, at: number): Release {
  const events = plan.steps.slice(0, index).flatMap((_, done): ReleaseEvent[] => [
    { type: 'step.started', at, index: done },
    { type: 'step.done', at, index: done, note: '' },
  ]);
  return release(approved, started, ...events, { type: 'step.started', at, index });
}

const then = (state: Release, ...events: ReleaseEvent[]): Release => events.reduce(fold, state);
const appended = (state: Release, now: number) => {
  const decision = decide(state, now);
  return decision.do === 'append' ? decision.events[0] : decision;
};
const bakeIndex = plan.steps.findIndex(({ action }) => action.kind === 'bake');
const { analysis, approval, limits } = plan.target;

describe('waiting for approval', () => {
  it('reminds once, then expires, and wakes for both', () => {
    const waiting = release();
    expect(decide(waiting, start)).toEqual({ do: 'wait', until: start + approval.remindMs });
    expect(appended(waiting, start + approval.remindMs)).toMatchObject({ type: 'approval.reminded' });
    const reminded = then(waiting, { type: 'approval.reminded', at: start + approval.remindMs });
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

describe('a bake', () => {
  const end = start + 2 * MINUTE;

  it('looks at the metrics at once and then at every interval', () => {
    const baking = atStep(bakeIndex, start);
    expect(decide(baking, start)).toEqual({ do: 'measure' });
    const looked = then(baking, measured(start, healthy));
    expect(decide(looked, start + 1)).toEqual({ do: 'wait', until: start + analysis.intervalMs });
    expect(decide(looked, start + analysis.intervalMs)).toEqual({ do: 'measure' });
  });

  it('ends with a healthy verdict, not by the clock alone', () => {
    const baking = then(atStep(bakeIndex, start), measured(end - 1, healthy));
    expect(decide(baking, end - 1)).toMatchObject({ do: 'wait', until: end });
    expect(appended(baking, end)).toMatchObject({ type: 'step.done', note: 'healthy' });
  });

  it('does not end on a verdict from before it began', () => {
    const before = then(atStep(bakeIndex - 1, start), measured(start, healthy), {
      type: 'step.done',
      at: start + 1,
      index: bakeIndex - 1,
      note: '',
    });
    const baking = then(before, { type: 'step.started', at: start + 1, index: bakeIndex });
    expect(decide(baking, end + 1)).toEqual({ do: 'measure' });
  });

  it('goes back at once when the new version is worse', () => {
    const bad = then(atStep(bakeIndex, start), measured(start + 2000, unhealthy));
    expect(appended(bad, start + 2000)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'unhealthy', verdict: { kind: 'unhealthy' } },
    });
  });

  it.each([
    ['too few requests', few, 'too-few-requests'],
    ['no data', blind, 'no-data'],
  ] as const)('asks a person when there is no evidence: %s', (_name, verdict, code) => {
    const late = end + analysis.patienceMs;
    const baking = then(atStep(bakeIndex, start), measured(late, verdict));
    expect(appended(baking, late)).toMatchObject({ type: 'hold.opened', code, expiresAt: late + limits.holdMs });
  });

  it('asks long before its end when it has been blind for too long', () => {
    const at = start + analysis.patienceMs;
    const baking = then(atStep(bakeIndex, start), measured(start, blind), measured(at, blind));
    expect(appended(baking, at)).toMatchObject({ type: 'hold.opened', code: 'no-data' });
  });

  it('is over when a person says "promote now"', () => {
    const baking = then(atStep(bakeIndex, start), measured(start, few), { type: 'promoted', at: start, by: mika });
    expect(appended(baking, start + 1)).toMatchObject({ type: 'step.done' });
  });

  it('rolls back although promoted when the new version is worse', () => {
    const baking = then(
      atStep(bakeIndex, start),
      { type: 'promoted', at: start, by: mika },
      measured(start, unhealthy),
    );
    expect(appended(baking, start + 1)).toMatchObject({ type: 'rollback.started' });
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
  const holding = then(atStep(bakeIndex, start), measured(start, few), open);

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
    const seen = then(holding, measured(start + 5, healthy));
    expect(appended(seen, start + 5)).toMatchObject({ type: 'hold.closed', answer: 'resolved', by: null });
  });

  it('goes on when a person says so', () => {
    const told = then(holding, { type: 'hold.closed', at: start + 5, by: mika, answer: 'go-on' });
    expect(appended(told, start + 5)).toMatchObject({ type: 'step.done' });
  });

  it('bakes as long again when a person says "wait"', () => {
    const at = start + 60_000;
    const told = then(holding, { type: 'hold.closed', at, by: mika, answer: 'wait' }, measured(at, healthy));
    expect(decide(told, at)).toMatchObject({ do: 'wait' });
    expect(appended(then(told, measured(at + 2 * MINUTE, healthy)), at + 2 * MINUTE)).toMatchObject({
      type: 'step.done',
    });
  });
});

describe('a pause', () => {
  const paused = then(atStep(bakeIndex, start), measured(start, healthy), { type: 'paused', at: start, by: aoi });

  it('holds the bake back but not the judge', () => {
    expect(decide(paused, start + analysis.intervalMs)).toEqual({ do: 'measure' });
    const late = then(paused, measured(start + 3 * MINUTE, healthy));
    expect(decide(late, start + 3 * MINUTE)).toMatchObject({ do: 'wait' });
  });

  it('becomes a question when it lasts too long', () => {
    const late = then(paused, measured(start + limits.pauseMs, healthy));
    expect(appended(late, start + limits.pauseMs)).toMatchObject({ type: 'hold.opened', code: 'pause-expired' });
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
    expect(appended(then(atStep(index, start), abort), start)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'aborted' },
    });
    expect(appended(then(atStep(index, start), trouble), start)).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'trouble' },
    });
  });

  it('when a step takes too long, but not for the tidying at the end', () => {
    const measure = (state: Release, at: number) => then(state, measured(at, healthy));
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
    let state = then(atStep(bakeIndex, start), trouble);
    const kinds: string[] = [];
    for (let round = 0; round < 50 && state.phase.kind !== 'ended'; round += 1) {
      const decision = decide(state, start);
      if (decision.do === 'append') state = then(state, ...decision.events);
      if (decision.do !== 'undo') continue;
      kinds.push(decision.action.kind);
      state = then(state, { type: 'undo.done', at: start, index: decision.index, note: '' });
    }
    expect(kinds[0]).toBe('traffic.restore');
    expect(state.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'trouble' } });
  });
});
