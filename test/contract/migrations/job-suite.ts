import { describe, expect, it, vi } from 'vitest';
import { StaleWriter } from '../../../src/platform/kube/fence.ts';
import { stateOfJob } from '../../../src/workloads/job/state.ts';
import { fenceOf } from '../../support/fence.ts';
import { expandJob, freshCluster, type JobCluster, jobsOf, migration, podsOf, soon, work, workerOn } from './stage.ts';

/** @param make a cluster with a namespace of its own */
export function jobSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`a migration's Job, ${where}`, () => {
    const here = freshCluster(make);

    it('is made suspended, started by a second write, and has the pod of the service without its labels and ports', async () => {
      const cluster = here();
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
      const cluster = here();
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
      const cluster = here();
      const frozen = workerOn(cluster, migration);
      await frozen.run('expand');
      const back = workerOn(cluster, migration, { token: 2, undoing: true });
      expect(await back.undo()).toEqual({ kind: 'done', note: 'the migration had not begun' });
      await expect(frozen.run('expand')).rejects.toThrow(StaleWriter);
      const [job] = await jobsOf(cluster);
      expect(job && stateOfJob(job).kind).toBe('suspended');
    });

    it('is not there for a release that is over by the time that it is made', async () => {
      const cluster = here();
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
      const cluster = here();
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
      const cluster = here();
      const worker = workerOn(cluster, { ...migration, expand: { ...work, deadlineMs: 1000 } });
      await worker.run('expand');
      expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject({
        kind: 'fail',
        detail: expect.stringContaining('DeadlineExceeded'),
      });
    });
  });
}
