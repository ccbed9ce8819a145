import { seenBeside } from './beside-plan.ts';
import type { EventOf } from './events.ts';
import type { Release } from './release.ts';

/** A release of which nothing is known but what was asked for. */
export function begin(event: EventOf<'requested'>): Release {
  return {
    id: event.id,
    number: event.number,
    version: 1,
    request: event.request,
    plan: event.plan,
    digest: event.digest,
    gates: event.gates,
    ...seenBeside({ figures: event.figures, changes: event.changes }),
    gateCheck: null,
    requestedAt: event.at,
    startedAt: null,
    approvals: [],
    remindedAt: null,
    phase: { kind: 'awaiting-approval' },
    step: null,
    done: [],
    route: null,
    percent: 0,
    window: [],
    measured: [],
    blindSince: null,
    verdict: null,
    trouble: null,
    paused: null,
    resumedAt: null,
    hold: null,
    waived: false,
    gatesWaived: false,
    promoted: null,
    abort: null,
    acknowledged: null,
    reverted: null,
    dividedAt: null,
    lacking: null,
    ignored: [],
    jobs: [],
  };
}
