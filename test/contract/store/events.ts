import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Measured } from '../../../src/domain/release.ts';
import type { FirstEvent } from '../../../src/store/release-store.ts';
import { mika } from '../../support/people.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

/** The first event of a release that aoi asks for with this key. @param at ms since the epoch */
export function firstEvent(key: string, service = 'checkout', environment = 'production', at = 1000): FirstEvent {
  const request = exampleRequest({ key, service, environment });
  return { type: 'requested', at, request, plan: examplePlan(), digest: 'd', gates: [] };
}

/** Events that a log may go on with. */
export const approved = (at: number): ReleaseEvent => ({ type: 'approved', at, by: mika, digest: 'd' });
export const measured = (at: number): Measured => ({
  type: 'measured',
  at,
  sample: null,
  verdict: { kind: 'healthy', findings: [] },
});
export const finished = {
  type: 'finished',
  at: 5,
  outcome: 'succeeded',
  by: null,
  reason: null,
} satisfies ReleaseEvent;
