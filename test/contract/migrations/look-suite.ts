import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { jobKind, stateOfJob } from '../../../src/workloads/job/state.ts';
import { fenceOf } from '../../support/fence.ts';
import { freshCluster, type JobCluster, jobsOf, migration, podsOf, work, workerOn } from './stage.ts';

const aheadJob = 'checkout-migration-dry-run-ahead';
const looking: Migration = { ...migration, dryRunAhead: work, dryRun: work };

/** @param make a cluster with a namespace of its own */
export function lookSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`a dry run before anybody may approve, ${where}`, () => {
    const here = freshCluster(make);

    it('runs at once, goes by itself where nobody removes it, and is gone with its pod once it was read', async () => {
      const cluster = here();
      const worker = workerOn(cluster, looking);
      expect(await worker.run('dryRunAhead')).toMatchObject({ kind: 'wait', begun: { job: aheadJob } });
      const [made] = await jobsOf(cluster);
      expect(made && stateOfJob(made).kind).toBe('running');
      expect(made?.['spec']).toMatchObject({ ttlSecondsAfterFinished: 600, activeDeadlineSeconds: 60 });
      await cluster.end(aheadJob, 'Succeeded');
      const outcome = await worker.toEnd(() => worker.run('dryRunAhead'));
      expect(outcome).toMatchObject({ kind: 'done', ended: { succeeded: true }, dryRun: expect.anything() });
      await gone(cluster);
    });

    it('that fails says so, and is gone too', async () => {
      const cluster = here();
      const worker = workerOn(cluster, looking);
      await worker.run('dryRunAhead');
      await cluster.end(aheadJob, 'Failed');
      const outcome = await worker.toEnd(() => worker.run('dryRunAhead'));
      expect(outcome).toMatchObject({ kind: 'fail', detail: expect.stringContaining(`Job ${aheadJob} failed`) });
      await gone(cluster);
    });

    it('is not kept from running by that of an earlier release, which goes', async () => {
      const cluster = here();
      await workerOn(cluster, looking, { release: 'r-0', fence: fenceOf('r-0', 1) }).run('dryRunAhead');
      const [earlier] = await jobsOf(cluster);
      await cluster.end(aheadJob, 'Succeeded');
      const worker = workerOn(cluster, looking);
      const begun = await worker.until((outcome) => outcome.begun !== undefined, 'dryRunAhead');
      expect(begun.begun?.uid).not.toBe(earlier?.metadata.uid);
      expect((await jobsOf(cluster)).map(({ metadata }) => metadata.uid)).toEqual([begun.begun?.uid]);
    });

    it("leaves alone what is not Sluice's, and says that it is in the way", async () => {
      const cluster = here();
      const { kube, namespace } = cluster;
      const container = { name: 'app', image: 'registry.example/tool:1' };
      const spec = { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [container] } } };
      await kube.create({ ...jobKind, metadata: { name: aheadJob, namespace }, spec });
      expect(await workerOn(cluster, looking).run('dryRunAhead')).toMatchObject({
        kind: 'fail',
        detail: expect.stringContaining('not made by Sluice'),
      });
      expect(await jobsOf(cluster)).toHaveLength(1);
    });
  });
}

async function gone(cluster: JobCluster): Promise<void> {
  await expect.poll(() => jobsOf(cluster), { timeout: 30_000 }).toEqual([]);
  await expect.poll(() => podsOf(cluster, aheadJob), { timeout: 30_000 }).toEqual([]);
}
