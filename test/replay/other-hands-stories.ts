import type { Strategy } from '../../src/domain/target.ts';
import { patchObject } from '../support/patch-object.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };
const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const asInGit = [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }];

/** One story for each thing that others do to the objects of a release, by the name of its recording. */
export function otherHandsStories(
  approvedStory: Approved,
  { canary, rolling }: Record<'canary' | 'rolling', Strategy>,
): Record<string, Story> {
  return {
    'mark-ignored': approvedStory({ strategy: canary }, async (stage) => {
      await stage.until(({ percent }) => percent === 25);
      const annotations = { 'sluice.dev/fence': 'r9/5' };
      await patchObject(stage.kube, routes, { metadata: { annotations } });
      await stage.run();
    }),
    'share-reverted-and-held': approvedStory({ strategy: canary }, async (stage) => {
      await stage.until(({ percent }) => percent === 25);
      for (let count = 0; count < 200 && (await stage.release()).hold === null; count += 1) {
        await patchObject(stage.kube, routes, { spec: { http: asInGit } });
        await stage.turn();
      }
      await stage.says('hold-wait');
      await stage.run();
    }),
    'pods-lacking': approvedStory({ strategy: canary }, async (stage) => {
      await stage.until(({ percent, step }) => percent === 100 && step !== null);
      await patchObject(stage.kube, { ...workload, name: 'checkout-candidate' }, { spec: { replicas: 1 } });
      await stage.run();
    }),
    'image-reverted': approvedStory({ strategy: rolling, router: 'replicas' }, async (stage) => {
      await stage.until(({ done }) => done.length > 0);
      const containers = [{ name: 'app', image: 'registry.example/checkout:2.4.0', env: [{ name: 'A', value: '1' }] }];
      await patchObject(stage.kube, workload, { spec: { template: { spec: { containers } } } });
      await stage.run();
    }),
    'scaled-to-zero': approvedStory({ strategy: rolling, router: 'replicas' }, async (stage) => {
      await stage.until(({ done }) => done.length > 0);
      await patchObject(stage.kube, workload, { spec: { replicas: 0 } });
      await stage.run();
    }),
  };
}
