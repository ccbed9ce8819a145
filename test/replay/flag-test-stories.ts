import { selling, testedPricing, testOptions } from '../support/flag-test.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

/** Flags whose step is an A/B test, by the name of their recording. */
export function flagTestStories(approvedStory: Approved): Record<string, Story> {
  return {
    'flag-test-won-by-a': async () => {
      const how = testedPricing({ withoutResult: 'b' });
      const { options } = await testOptions(how, { alone: false, goal: selling(150, 100) });
      return approvedStory(options, (stage) => stage.run())();
    },
    'flag-test-ended-by-hand': async () => {
      const how = testedPricing({ until: 'duration' });
      const { options } = await testOptions(how, { goal: selling(100, 100) });
      return approvedStory(options, async (stage) => {
        await stage.until(({ hold }) => hold !== null);
        await stage.says('abort');
        await stage.run();
      })();
    },
  };
}
