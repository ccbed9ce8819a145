import type { ReleaseEvent } from '../../src/domain/events.ts';
import { foldLog } from '../../src/domain/fold.ts';

/** What a log folds to, as far as nothing may ever change it. */
export function summaryOf(events: readonly ReleaseEvent[]) {
  const {
    id,
    number,
    version,
    request,
    plan,
    digest,
    phase,
    approvals,
    startedAt,
    requestedAt,
    done,
    percent,
    ...rest
  } = foldLog(events);
  const { measured, window, verdict, trouble, paused, hold, waived, promoted, abort, acknowledged, remindedAt } = rest;
  return {
    release: { id, number, version, service: request.service, environment: request.environment, digest },
    plan: { strategy: plan.strategy, from: plan.from.version, to: plan.to.version, steps: plan.steps.length },
    phase,
    times: { requestedAt, startedAt, remindedAt },
    approvals: approvals.map(({ by }) => by.id),
    done: done.map(({ index, note }) => ({ index, kind: plan.steps[index]?.action.kind, note })),
    percent,
    measured: measured.length,
    window: window.length,
    verdict: verdict?.kind ?? null,
    trouble: trouble?.code ?? null,
    hold,
    said: { paused, waved: waived, promoted, abort, acknowledged },
  };
}
