import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Measured } from '../../../src/domain/release.ts';
import type { FirstEvent } from '../../../src/store/release-store.ts';
import { aoi, mika } from '../../support/people.ts';
import { examplePlan } from '../../support/release-plan.ts';

/** The first event of a release that aoi asks for with this key. @param at ms since the epoch */
export function firstEvent(key: string, service = 'checkout', environment = 'production', at = 1000): FirstEvent {
  const plan = examplePlan();
  const request = {
    by: aoi,
    service,
    version: '2.4.1',
    environment,
    strategy: null,
    reason: null,
    key,
    channel: null,
    backwards: false,
  };
  return { type: 'requested', at, request, plan, digest: 'd', gates: [] };
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
