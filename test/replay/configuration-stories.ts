import { everyConfiguration } from '../support/configuration.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;

const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const copy = 'checkout-config-r1';

/** Releases that copy their configuration. @param bad whose version is worse */
export function configurationStories(
  approved: (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story,
  good: StageOptions,
  bad: StageOptions,
): Record<string, Story> {
  const toTheEnd = (options: StageOptions) => approved(options, (stage) => stage.run());
  return {
    'configuration-copied': toTheEnd({ ...good, configuration: everyConfiguration }),
    'configuration-name-put-back': approved({ ...good, configuration: everyConfiguration }, async (stage) => {
      const names = async () => JSON.stringify(await stage.kube.get(stable));
      for (let turns = 0; turns < 200 && !(await names()).includes(copy); turns += 1) await stage.turn();
      await stage.kube.replace(JSON.parse((await names()).replaceAll(copy, 'checkout-config')));
      await stage.run();
    }),
    'configuration-put-back': toTheEnd({ ...bad, configuration: everyConfiguration }),
  };
}
