import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, type ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { canonicalJson } from '../../../src/domain/json.ts';
import { isLive } from '../../../src/domain/release.ts';
import { decide } from '../../../src/engine/decide.ts';
import { asksAt } from '../../../src/gates/ask.ts';
import { badSample, createEngineWorld } from '../../support/engine-world.ts';
import { figures } from '../../support/figures.ts';
import { aoi, mika } from '../../support/people.ts';

const at = fc.integer({ min: 0, max: 10_000_000 });
const index = fc.integer({ min: 0, max: 20 });
const person = fc.constantFrom(aoi, mika);

/** Any event but the first, in any order: what no honest log holds, and no fold may trip over. */
const event: fc.Arbitrary<ReleaseEvent> = fc.oneof(
  fc.record({ type: fc.constant('approved' as const), at, by: person, digest: fc.string() }),
  fc.record({ type: fc.constant('started' as const), at }),
  fc.record({ type: fc.constant('step.started' as const), at, index }),
  fc.record({ type: fc.constant('step.retrying' as const), at, index, error: fc.string(), refused: fc.boolean() }),
  fc.record({ type: fc.constant('step.done' as const), at, index, note: fc.string() }),
  fc.record({ type: fc.constant('undo.done' as const), at, index, note: fc.string() }),
  fc.record({ type: fc.constant('undo.retrying' as const), at, index, error: fc.string() }),
  fc.record({
    type: fc.constantFrom('paused' as const, 'resumed' as const, 'promoted' as const, 'acknowledged' as const),
    at,
    by: person,
  }),
  fc.record({ type: fc.constant('abort.asked' as const), at, by: person, reason: fc.constant(null) }),
  fc.record({
    type: fc.constant('hold.opened' as const),
    at,
    code: fc.constant('no-data' as const),
    detail: fc.string(),
    expiresAt: at,
  }),
  fc.record({
    type: fc.constant('hold.closed' as const),
    at,
    by: person,
    answer: fc.constantFrom('wait' as const, 'go-on' as const, 'resolved' as const),
  }),
  fc.record({
    type: fc.constant('finished' as const),
    at,
    outcome: fc.constant('succeeded' as const),
    by: fc.constant(null),
    reason: fc.constant(null),
  }),
  at.map((when) => ({
    type: 'measured' as const,
    at: when,
    sample: { from: when - 1, to: when, candidate: figures(10, 1), stable: null },
    verdict: { kind: 'healthy' as const, findings: [] },
  })),
);

describe('the fold of a log', () => {
  it('takes any events in any order, counts them, and can be decided on', async () => {
    const world = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 1000 } });
    const [first] = await world.events();
    if (!first) throw new Error('no log');
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), at, (events, now) => {
        const release = foldLog([first, ...events]);
        expect(release.version).toBe(events.length + 1);
        expect(decide(release, now, asksAt).do === 'nothing').toBe(!isLive(release));
      }),
    );
  });

  it('of every beginning of a real log says the same as folding on from the one before', async () => {
    const world = await createEngineWorld({
      strategy: { kind: 'canary', steps: [{ percent: 50, bakeMs: 4000 }] },
      sample: badSample,
    });
    await world.run();
    const events = await world.events();
    expect(events.length).toBeGreaterThan(10);
    for (let length = 1; length <= events.length; length += 1) {
      const whole = foldLog(events.slice(0, length));
      expect(whole.version).toBe(length);
      const stored = events.slice(0, length).map((each) => eventSchema.parse(JSON.parse(JSON.stringify(each))));
      expect(canonicalJson(foldLog(stored))).toBe(canonicalJson(whole));
    }
  });

  it('refuses a log without its beginning', () => {
    expect(() => foldLog([{ type: 'started', at: 1 }])).toThrow(/begin with its request/);
  });
});

describe('canonical JSON', () => {
  it('is the same for the same value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
