import { describe, expect, it, vi } from 'vitest';
import { jobsLeft, removeJobs } from '../../../src/steps/migration-clean.ts';
import { expandJob, freshCluster, type JobCluster, jobsOf, migration, podsOf, soon, work, workerOn } from './stage.ts';

/** @param make a cluster with a namespace of its own */
export function aroundSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`what stands around a migration's Job, ${where}`, () => {
    const here = freshCluster(make);

    it('waits for the release that has the database, and for a Job that still changes it', async () => {
      const cluster = here();
      const lockDatabase = async () =>
        ({ kind: 'busy', id: 'r-9', of: 'search in staging', since: 50_520_000 }) as const;
      expect(await workerOn(cluster, migration, { lockDatabase }).run('expand')).toMatchObject({
        kind: 'retry',
        error: 'database orders is being changed by release r-9 (search in staging) since 14:02 UTC',
      });
      const spec = { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } };
      const labels = { 'sluice.dev/database': 'orders', 'sluice.dev/release': 'r-8' };
      const metadata = { name: 'search-migration-expand', namespace: cluster.namespace, labels };
      await cluster.kube.create({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec });
      expect(await workerOn(cluster, migration).run('expand')).toMatchObject({
        kind: 'retry',
        error: 'Job search-migration-expand of release r-8 still changes database orders',
      });
      await cluster.end('search-migration-expand', 'Succeeded');
      await vi.waitFor(async () => expect((await workerOn(cluster, migration).run('expand')).kind).toBe('wait'), soon);
    });

    it('of somebody else is left alone', async () => {
      const cluster = here();
      const spec = {
        suspend: true,
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } },
      };
      const metadata = { name: expandJob, namespace: cluster.namespace };
      await cluster.kube.create({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec });
      const worker = workerOn(cluster, migration);
      expect(await worker.run('expand')).toMatchObject({
        kind: 'fail',
        detail: expect.stringContaining('not made by Sluice'),
      });
      await removeJobs(worker.context);
      expect(await jobsOf(cluster)).toHaveLength(1);
    });

    it('takes the template of a CronJob, with the release in its image where that is the same', async () => {
      const cluster = here();
      const containers = [{ name: 'tool', image: 'registry.example/checkout:1', args: ['idle'] }];
      const template = { spec: { restartPolicy: 'OnFailure', containers } };
      const spec = { schedule: '0 0 31 2 *', suspend: true, jobTemplate: { spec: { template } } };
      const metadata = { name: 'migrate', namespace: cluster.namespace };
      await cluster.kube.create({ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec });
      const worker = workerOn(cluster, { ...migration, expand: { ...work, job: 'migrate' } });
      await worker.run('expand');
      const [job] = await jobsOf(cluster);
      const container = { name: 'tool', image: worker.context.plan.to.image, command: ['migrate', 'up'] };
      expect(job).toMatchObject({ spec: { template: { spec: { containers: [container] } } } });
      expect(JSON.stringify(job)).not.toContain('idle');
      const missing = workerOn(cluster, { ...migration, verify: { ...work, job: 'nowhere' } });
      expect(await missing.run('verify')).toMatchObject({
        detail: expect.stringContaining('no Job or CronJob nowhere'),
      });
    });

    it('is removed with its pod at the end', async () => {
      const cluster = here();
      const worker = workerOn(cluster, migration);
      await worker.run('expand');
      await worker.run('expand');
      await cluster.end(expandJob, 'Succeeded');
      await worker.toEnd(() => worker.run('expand'));
      await vi.waitFor(async () => {
        await removeJobs(worker.context);
        expect(await jobsLeft(worker.context)).toEqual([]);
        expect(await podsOf(cluster, expandJob)).toEqual([]);
      }, soon);
    });
  });
}
