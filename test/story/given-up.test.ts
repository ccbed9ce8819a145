import { describe, expect, it } from 'vitest';
import { ask, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('a rollout that Kubernetes gives up', () => {
  const here = stage();

  it.each([
    ['search', '1.10.1', 'a candidate that never becomes ready'],
    ['web', '5.3.0', 'a workload that Kubernetes rolls'],
  ])(
    '%s %s (%s) goes back as soon as it says so',
    async (service, version) => {
      const { cluster, slack, workloads } = here.world;
      workloads.setCharacter(service, version, 'not-ready');
      cluster.objects.patch('deployments', service, 'staging', { spec: { progressDeadlineSeconds: 1 } });
      const before = cluster.snapshot();
      const card = await ask(here, `${service} ${version} to staging`);
      const alert = await slack.waitForMessage(
        ({ text }) => text.includes(`${service} ${version} was rolled back`),
        longMs,
      );
      expect(wordsOf(alert)).toContain('has timed out progressing');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );
});
