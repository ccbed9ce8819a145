import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { StaleWriter } from '../../../src/platform/kube/fence.ts';
import { jobsLeft, removeJobs } from '../../../src/steps/migration-clean.ts';
import { stateOfJob } from '../../../src/workloads/job/state.ts';
import { fenceOf } from '../../support/fence.ts';
import { type JobCluster, jobsOf, podsOf, service, soon, work, workerOn } from './stage.ts';

const expandJob = 'checkout-migration-expand';
const migration: Migration = { database: 'orders', destructive: 'allow', expand: work };
const undo = { ...work, command: ['migrate', 'down'], restores: false, afterFailure: false };
const done = [{ kind: 'migration.run', phase: 'expand' } as const];

/** @param make a cluster with a namespace of its own */
export function migrationSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`a migration's Job, ${where}`, () => {
    let cluster: JobCluster;
    beforeEach(async () => {
      cluster = await make();
      await cluster.kube.create(service(cluster.namespace));
    }, 60_000);

    it('is made suspended, started by a second write, and has the pod of the service without its labels and ports', async () => {
      const worker = workerOn(cluster, migration);
      expect((await worker.run('expand')).kind).toBe('wait');
      const [made] = await jobsOf(cluster);
      expect(made && stateOfJob(made).kind).toBe('suspended');
      expect(await podsOf(cluster, expandJob)).toEqual([]);
      await worker.run('expand');
      await cluster.end(expandJob, 'Succeeded');
      expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject({
        kind: 'done',
        ended: { succeeded: true },
      });
      const [pod] = await podsOf(cluster, expandJob);
      expect(pod?.metadata.labels).not.toHaveProperty('app');
      const container = { image: worker.context.plan.to.image, command: ['migrate', 'up'] };
      expect(pod).toMatchObject({ spec: { restartPolicy: 'Never', containers: [container] } });
      expect(JSON.stringify(pod)).toContain('DATABASE_URL');
      expect(JSON.stringify(pod)).not.toContain('containerPort');
    });

    it('runs once, whoever looks after it', async () => {
      await workerOn(cluster, migration).run('expand');
      await workerOn(cluster, migration, { token: 2 }).run('expand');
      await cluster.end(expandJob, 'Succeeded');
      const third = workerOn(cluster, migration, { token: 3 });
      for (let again = 0; again < 2; again += 1) {
        expect((await third.toEnd(() => third.run('expand'))).kind).toBe('done');
      }
      expect(await jobsOf(cluster)).toHaveLength(1);
      expect(await podsOf(cluster, expandJob)).toHaveLength(1);
    });

    it('is not started by a worker that was taken over, once the way back has looked at it', async () => {
      const frozen = workerOn(cluster, migration);
      await frozen.run('expand');
      const back = workerOn(cluster, migration, { token: 2, undoing: true });
      expect(await back.undo()).toEqual({ kind: 'done', note: 'the migration had not begun' });
      await expect(frozen.run('expand')).rejects.toThrow(StaleWriter);
      const [job] = await jobsOf(cluster);
      expect(job && stateOfJob(job).kind).toBe('suspended');
    });

    it('is not there for a release that is over by the time that it is made', async () => {
      let asked = 0;
      const confirm = async () => {
        asked += 1;
        if (asked > 1) throw new StaleWriter('release r-1 is over', true);
      };
      const late = workerOn(cluster, migration, { fence: fenceOf('r-1', 1, { confirm }) });
      await expect(late.run('expand')).rejects.toThrow('is over');
      await vi.waitFor(async () => expect(await jobsOf(cluster)).toEqual([]), soon);
    });

    it('that fails ends the step, and is not run again', async () => {
      const worker = workerOn(cluster, migration);
      await worker.run('expand');
      await worker.run('expand');
      await cluster.end(expandJob, 'Failed');
      for (let again = 0; again < 2; again += 1) {
        const outcome = await worker.toEnd(() => worker.run('expand'));
        expect(outcome).toMatchObject({ kind: 'fail', detail: expect.stringContaining(`Job ${expandJob} failed`) });
      }
      expect(await podsOf(cluster, expandJob)).toHaveLength(1);
    });

    it('is ended by its deadline', async () => {
      const worker = workerOn(cluster, { ...migration, expand: { ...work, deadlineMs: 1000 } });
      await worker.run('expand');
      expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject({
        kind: 'fail',
        detail: expect.stringContaining('DeadlineExceeded'),
      });
    });

    it('waits for the release that has the database, and for a Job that still changes it', async () => {
      const lockDatabase = async () => ({ kind: 'busy', id: 'r-9' }) as const;
      expect(await workerOn(cluster, migration, { lockDatabase }).run('expand')).toMatchObject({
        kind: 'retry',
        error: 'database orders is being changed by release r-9',
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

  describe(`the way back from a migration, ${where}`, () => {
    let cluster: JobCluster;
    beforeEach(async () => {
      cluster = await make();
      await cluster.kube.create(service(cluster.namespace));
    }, 60_000);

    async function expanded(how: 'Succeeded' | 'Failed', settings: Migration): Promise<void> {
      const worker = workerOn(cluster, settings);
      await worker.run('expand');
      await worker.run('expand');
      await cluster.end(expandJob, how);
      await worker.toEnd(() => worker.run('expand'));
    }

    it('waits for one that runs, and then undoes it', async () => {
      const settings = { ...migration, undo };
      const worker = workerOn(cluster, settings);
      await worker.run('expand');
      await worker.run('expand');
      const back = workerOn(cluster, settings, { token: 2, undoing: true });
      expect(await back.undo()).toMatchObject({ kind: 'wait', what: `Job ${expandJob} to finish` });
      await removeJobs(back.context);
      expect(await jobsOf(cluster)).toHaveLength(1);
      await cluster.end(expandJob, 'Succeeded');
      const ending = cluster.end('checkout-migration-undo', 'Succeeded');
      expect(await back.toEnd(() => back.undo())).toMatchObject({ kind: 'done', note: 'undone' });
      await ending;
    });

    it('calls a person where it failed half-way, and goes on when they have removed its Job', async () => {
      await expanded('Failed', { ...migration, undo });
      const back = workerOn(cluster, { ...migration, undo }, { undoing: true });
      expect(await back.undo()).toMatchObject({ kind: 'retry', error: expect.stringContaining('failed half-way') });
      await cluster.kube.remove({ apiVersion: 'batch/v1', kind: 'Job', namespace: cluster.namespace, name: expandJob });
      await vi.waitFor(async () => expect(await back.undo()).toMatchObject({ kind: 'done' }), soon);
      expect(await podsOf(cluster, 'checkout-migration-undo')).toEqual([]);
    });

    it('restores nothing without a backup of this release', async () => {
      const settings = { ...migration, backup: work, undo: { ...undo, restores: true } };
      await expanded('Succeeded', settings);
      const back = workerOn(cluster, settings, { undoing: true, done });
      expect(await back.undo()).toMatchObject({ kind: 'retry', error: expect.stringContaining('there is no backup') });
      expect(await podsOf(cluster, 'checkout-migration-undo')).toEqual([]);
    });

    it('undoes what the log says was done, also where somebody has removed its Job', async () => {
      const settings = { ...migration, undo };
      const back = workerOn(cluster, settings, { undoing: true, done });
      const ending = cluster.end('checkout-migration-undo', 'Succeeded');
      expect(await back.toEnd(() => back.undo())).toMatchObject({ kind: 'done', note: 'undone' });
      await ending;
    });

    it('leaves the schema where the catalogue has no way back', async () => {
      await expanded('Succeeded', migration);
      const back = workerOn(cluster, migration, { undoing: true, done });
      expect(await back.undo()).toEqual({ kind: 'done', note: 'the schema stays' });
    });
  });
}
