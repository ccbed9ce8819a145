import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventSchema, type ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { canonicalJson } from '../../../src/domain/json.ts';
import { isLive } from '../../../src/domain/release-state.ts';
import { decide } from '../../../src/engine/decide.ts';
import { asksAt } from '../../../src/gates/ask.ts';
import { badSample, createEngineWorld } from '../../support/engine-world.ts';
import { anyOf } from '../../support/from-schema.ts';
import { asked } from '../../support/release-ask.ts';
import { examplePlan } from '../../support/release-plan.ts';

/** Each type of event with any of its kind: what the schema learns is generated here. */
const each = eventSchema.options.map((schema) => ({ type: schema.shape.type.value, any: anyOf<ReleaseEvent>(schema) }));
/** Of the usual kind of workload: logs that name another are read by nobody who does not know it. */
const anyRequest = anyOf(eventSchema.options[0]).map((event) => {
  const { kind: _kind, ...workload } = event.plan.target.workload;
  return { ...event, plan: { ...event.plan, target: { ...event.plan.target, workload } } };
});
const requested = fc.oneof(fc.constant(asked(examplePlan(), 0, {})), anyRequest);
/** What no honest log holds in this order, and no fold may trip over. */
const some = fc.array(fc.oneof(...each.map(({ any }) => any)), { maxLength: 8 });

describe('the fold of a log', () => {
  it.each(each)('takes $type wherever it stands, counts it, and can be decided on', ({ type, any }) => {
    fc.assert(
      fc.property(
        requested,
        some,
        any,
        some,
        fc.nat(1_000_000),
        fc.boolean(),
        (first, before, event, after, now, ofPlan) => {
          expect(eventSchema.parse(event).type).toBe(type);
          const digest = ofPlan ? { digest: first.digest } : {};
          const rest = [...before, event, ...after];
          const log = [first, ...rest.map((one) => (one.type === 'approved' ? { ...one, ...digest } : one))];
          const release = foldLog(log);
          expect(release.version).toBe(log.length);
          const decision = decide(release, now, asksAt);
          if (isLive(release)) expect(decision.do).not.toBe('nothing');
          else expect(decision).toEqual({ do: 'nothing' });
          if (decision.do === 'append') expect(z.array(eventSchema).parse(decision.events)).toEqual(decision.events);
        },
      ),
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
