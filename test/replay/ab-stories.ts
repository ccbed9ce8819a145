import type { Strategy } from '../../src/domain/target.ts';
import type { GoalCount } from '../../src/providers/metrics/goal-count.ts';
import { healthySample } from '../support/engine-world.ts';
import type { Sampling } from './samplings.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const places = ['header', 'cookie', 'query'] as const;
const testing = (where: (typeof places)[number], withoutResult: 'a' | 'b' | 'ask') =>
  ({
    kind: 'ab-test' as const,
    mark: { in: where, name: 'ab', value: 'b' },
    size: 50,
    durationMs: 12_000,
    withoutResult,
  }) satisfies Strategy;

const untilResult: Strategy = {
  ...testing('header', 'ask'),
  until: 'result',
  goal: { name: 'orders', successes: { metric: 'shop_orders_total', where: { kind: 'paid' } }, visits: null },
};

/** Users who stay with what they have met. */
const share = { percent: 20, sticky: { cookie: 'sluice-ab', forMs: 3_600_000 } };

/** Orders of 1,000 visits of each version at every look. */
const selling = (a: number, b: number) => (): GoalCount => ({
  kind: 'counted',
  piece: { a: { visits: 1000, successes: a }, b: { visits: 1000, successes: b } },
});

/** A twentieth of the requests carries the mark. */
const sample: Sampling = (look, at, share) => healthySample(look, at, share === 0 ? 5 : share);

/** Releases whose candidate gets requests with a mark, by the name of their recording. */
export function abStories(approvedStory: Approved): Record<string, Story> {
  return {
    'ab-test-brought-in': approvedStory({ strategy: testing('header', 'ask'), sample }, async (stage) => {
      await stage.until(({ hold }) => hold !== null);
      await stage.says('hold-go');
      await stage.run();
    }),
    'ab-test-old-stays': approvedStory({ strategy: testing('cookie', 'a'), sample }, async (stage) => {
      await stage.run();
    }),
    'ab-test-won-by-b': approvedStory({ strategy: untilResult, sample, goal: selling(100, 150) }, async (stage) => {
      await stage.run();
    }),
    'ab-test-won-by-a': approvedStory({ strategy: untilResult, sample, goal: selling(150, 100) }, async (stage) => {
      await stage.run();
    }),
    'ab-test-not-compared': approvedStory({ strategy: untilResult, sample }, async (stage) => {
      await stage.until(({ hold }) => hold !== null);
      await stage.says('abort');
      await stage.run();
    }),
    'ab-test-of-a-share': approvedStory({ strategy: { ...testing('header', 'b'), share } }, async (stage) => {
      await stage.run();
    }),
    'ab-test-aborted': approvedStory({ strategy: testing('query', 'ask'), sample }, async (stage) => {
      await stage.until(({ hold }) => hold !== null);
      await stage.says('abort');
      await stage.run();
    }),
  };
}
