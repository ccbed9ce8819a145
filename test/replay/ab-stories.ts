import type { Strategy } from '../../src/domain/target.ts';
import { healthySample } from '../support/engine-world.ts';
import type { Sampling } from './samplings.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const places = ['header', 'cookie', 'query'] as const;
const testing = (where: (typeof places)[number], withoutResult: 'a' | 'ask'): Strategy => ({
  kind: 'ab-test',
  mark: { in: where, name: 'ab', value: 'b' },
  size: 50,
  durationMs: 12_000,
  withoutResult,
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
    'ab-test-aborted': approvedStory({ strategy: testing('query', 'ask'), sample }, async (stage) => {
      await stage.until(({ hold }) => hold !== null);
      await stage.says('abort');
      await stage.run();
    }),
  };
}
