import { describe, expect, it } from 'vitest';
import { headingOf } from '../../../src/domain/heading.ts';
import { readEvent } from '../../../src/domain/read-event.ts';
import { releaseStory } from '../../support/release-story.ts';

const requested = releaseStory().events[0];
/** The first entry with its plan changed, as JSON would bring it. */
function withPlan(change: (plan: Record<string, unknown>) => void): unknown {
  const copy = JSON.parse(JSON.stringify(requested)) as { plan: Record<string, unknown> };
  change(copy.plan);
  return copy;
}
const firstStep = (plan: Record<string, unknown>) => (plan['steps'] as { action: Record<string, unknown> }[])[0];

const firstSignal = (plan: Record<string, unknown>) => (plan['target'] as { signals: object[] }).signals[0];

describe('an entry of a log', () => {
  it('is an event where this version knows it; a field of a later version does no harm', () => {
    expect(readEvent({ type: 'started', at: 1 })).toEqual({ kind: 'event', event: { type: 'started', at: 1 } });
    expect(readEvent({ type: 'started', at: 1, mood: 'good' })).toMatchObject({ kind: 'event' });
  });

  it.each([
    ['type', { type: 'flag.turned', at: 1 }],
    ['outcome', { type: 'finished', at: 1, outcome: 'eclipsed', by: null, reason: null }],
    ['code', { type: 'hold.opened', at: 1, code: 'moon-phase', detail: '', expiresAt: 2 }],
    ['plan format', withPlan((plan) => Object.assign(plan, { format: 3 }))],
    ['signal', withPlan((plan) => Object.assign(firstSignal(plan) ?? {}, { name: 'moon-phase' }))],
    ['strategy', withPlan((plan) => Object.assign(plan, { strategy: 'ring' }))],
    ['action kind', withPlan((plan) => Object.assign(firstStep(plan) ?? {}, { action: { kind: 'moon.set', to: 5 } }))],
  ])('is newer where its %s is a word that this version does not know', (_what, raw) => {
    expect(readEvent(raw)).toMatchObject({ kind: 'newer' });
  });

  it.each([
    ['no JSON', null],
    ['no object', 'started'],
    ['nothing', {}],
    ['a type that is no word', { type: 7.5, at: 'x', by: {}, digest: null }],
    ['a known type without its fields', { type: 'finished', at: 5 }],
    ['a field of the wrong type', { type: 'started', at: 'now' }],
    [
      'an unknown word beside a field of the wrong type',
      { type: 'finished', at: 'x', outcome: 'superseded', by: null, reason: null },
    ],
    ['a plan that is cut short', withPlan((plan) => Object.assign(plan, { steps: [] }))],
  ])('is broken where it is %s', (_what, raw) => {
    expect(readEvent(raw)).toMatchObject({ kind: 'broken' });
  });

  it('tells what a release is about also where its plan is of a later kind', () => {
    const later = withPlan((plan) => Object.assign(plan, { strategy: 'ring', format: 3 }));
    expect(headingOf(later)).toMatchObject({
      number: 142,
      service: 'checkout',
      namespace: 'shop',
      channel: 'C0CHECKOUT',
    });
    expect(headingOf({ type: 'requested' })).toBeNull();
    expect(headingOf(null)).toBeNull();
  });
});
