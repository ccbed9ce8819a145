import type { Strategy } from '../../src/domain/target.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const crashed = {
  name: 'app',
  restartCount: 3,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, reason: 'Error' } },
};

/** A pod of the candidate crashes and leaves the end of its log behind. */
export function evidenceStories(approvedStory: Approved, { canary }: { canary: Strategy }): Record<string, Story> {
  return {
    'rolled-back-with-a-log': approvedStory({ strategy: canary }, async ({ kube, store, clock, ...stage }) => {
      await stage.until(({ percent }) => percent === 25);
      const pod = kube.all().find(({ kind, metadata }) => kind === 'Pod' && metadata.name.includes('candidate'));
      if (!pod) throw new Error('the candidate has no pod');
      kube.put({ ...pod, status: { ...Object(pod['status']), containerStatuses: [crashed] } });
      kube.onPodLog(() => 'reading configuration\nFATAL: relation "tax_rates" does not exist\n');
      const detail = 'app: restarts again and again (3 restarts, last exit code 1)';
      const trouble = { code: 'crash-loop', pod: pod.metadata.name, detail } as const;
      const { version } = await stage.release();
      await store.append('r1', version, [{ type: 'trouble.seen', at: clock.now(), trouble }]);
      await stage.run();
    }),
  };
}
