import type { Strategy } from '../../src/domain/target.ts';
import { badSample, healthySample } from '../support/engine-world.ts';
import { patchObject } from '../support/patch-object.ts';
import type { Sampling } from './samplings.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };
const asInGit = [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }];

const steps = [10, 100].map((percent) => ({ percent, bakeMs: 6000 }));
const stops: Strategy = { kind: 'dark-launch', size: 50, steps, shares: null };
const goesOn: Strategy = { ...stops, shares: [{ percent: 50, bakeMs: 6000 }] };

const badOnceCopied: Sampling = (look, at, share) => (share ? badSample : healthySample)(look, at, share);

/** Releases whose candidate gets copies, by the name of their recording. */
export function darkStories(approvedStory: Approved): Record<string, Story> {
  return {
    'dark-launch-succeeded': approvedStory({ strategy: goesOn }, (stage) => stage.run().then(() => undefined)),
    'dark-launch-stopped': approvedStory({ strategy: stops }, async (stage) => {
      await stage.until(
        ({ route, step, plan }) => route !== null && plan.steps[step?.index ?? -1]?.action.kind === 'bake',
      );
      await patchObject(stage.kube, routes, { spec: { http: asInGit } });
      await stage.run();
    }),
    'dark-launch-rolled-back': approvedStory({ strategy: stops, sample: badOnceCopied }, (stage) =>
      stage.run().then(() => undefined),
    ),
  };
}
