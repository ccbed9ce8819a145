import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as analysis from '../../../src/analysis/index.ts';
import { signalsOf, watchedOf } from '../../../src/analysis/signals/of-target.ts';
import { eventSchema } from '../../../src/domain/events.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { Query, Target } from '../../../src/domain/target.ts';
import { planDigest } from '../../../src/platform/digest.ts';
import { readRecordings } from '../../replay/recordings.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { figures, measured } from './make.ts';

const all: Query[] = ['requests', 'durations'];

/** As versions before the list stored it. */
function spelledOut({ signals: _, ...target }: Target): Target {
  return target;
}

function plansOf(raw: readonly unknown[]): { plan: Plan; digest: string }[] {
  return raw.flatMap((entry) => {
    const event = eventSchema.parse(entry);
    return event.type === 'requested' ? [{ plan: event.plan, digest: event.digest }] : [];
  });
}

describe.each(readRecordings())('the plan of the recorded log $name', ({ raw }) => {
  const plans = plansOf(raw);

  it('watches the two signals that there were, with the judge and the limits that it says', () => {
    expect(plans).toHaveLength(1);
    for (const { target } of plans.flatMap(({ plan }) => (plan.format === 1 ? [plan] : []))) {
      const { judge, maxErrorRatio, maxLatencyFactor } = target.analysis;
      expect(signalsOf(target)).toMatchObject([
        { name: 'errors', source: 'scrape', query: 'requests', unit: 'ratio', judge, limit: maxErrorRatio },
        { name: 'p99', source: 'scrape', query: 'durations', unit: 'seconds', judge, limit: maxLatencyFactor },
      ]);
    }
  });

  it('has the digest under which it was approved', () => {
    for (const { plan, digest } of plans) expect(planDigest(plan)).toBe(digest);
  });
});

describe('a target', () => {
  it('is judged by its list as by what it spelled out before there was one', () => {
    const looks = fc.tuple(fc.nat(800), fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40));
    fc.assert(
      fc.property(looks, ([requests, errors, slow, stableErrors, stableSlow]) => {
        const target = exampleTarget();
        const latest = measured(figures(requests + 80, errors, slow), figures(900, stableErrors, stableSlow));
        const [listed, before] = [target, spelledOut(target)].map((each) =>
          analysis.judge(watchedOf(each, all), [], latest),
        );
        expect(listed).toEqual(before);
      }),
    );
  });

  it('is judged by its list alone where it has one', () => {
    const target = exampleTarget();
    const lenient = { ...target, signals: signalsOf(target).map((signal) => ({ ...signal, limit: 0.5 })) };
    const latest = measured({ ...figures(500, 20), buckets: [] }, { ...figures(500), buckets: [] });
    expect(analysis.judge(watchedOf(target, all), [], latest).kind).toBe('unhealthy');
    expect(analysis.judge(watchedOf(lenient, all), [], latest).kind).toBe('healthy');
    const none = watchedOf({ ...target, signals: [] }, all);
    expect(analysis.judge(none, [], measured(figures(0)))).toEqual({ kind: 'healthy', findings: [] });
  });

  it('is judged by nothing that its source does not answer', () => {
    const { signals } = watchedOf(exampleTarget(), ['requests']);
    expect(signals.map(({ name }) => name)).toEqual(['errors']);
  });
});
