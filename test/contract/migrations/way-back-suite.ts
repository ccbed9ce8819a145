import { describe, expect, it, vi } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { removeJobs } from '../../../src/steps/migration-clean.ts';
import { expandJob, freshCluster, type JobCluster, jobsOf, migration, podsOf, soon, work, workerOn } from './stage.ts';

const undo = { ...work, command: ['migrate', 'down'], restores: false, afterFailure: false };
const done = [{ kind: 'migration.run', phase: 'expand' } as const];

/** @param make a cluster with a namespace of its own */
export function wayBackSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`the way back from a migration, ${where}`, () => {
    const here = freshCluster(make);

    async function expanded(how: 'Succeeded' | 'Failed', settings: Migration): Promise<void> {
      const cluster = here();
      const worker = workerOn(cluster, settings);
      await worker.run('expand');
      await worker.run('expand');
      await cluster.end(expandJob, how);
      await worker.toEnd(() => worker.run('expand'));
    }

    it('waits for one that runs, and then undoes it', async () => {
      const cluster = here();
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
      const cluster = here();
      await expanded('Failed', { ...migration, undo });
      const back = workerOn(cluster, { ...migration, undo }, { undoing: true });
      expect(await back.undo()).toMatchObject({ kind: 'retry', error: expect.stringContaining('failed half-way') });
      await cluster.kube.remove({ apiVersion: 'batch/v1', kind: 'Job', namespace: cluster.namespace, name: expandJob });
      await vi.waitFor(async () => expect(await back.undo()).toMatchObject({ kind: 'done' }), soon);
      expect(await podsOf(cluster, 'checkout-migration-undo')).toEqual([]);
    });

    it('restores nothing without a backup of this release', async () => {
      const cluster = here();
      const settings = { ...migration, backup: work, undo: { ...undo, restores: true } };
      await expanded('Succeeded', settings);
      const back = workerOn(cluster, settings, { undoing: true, done });
      expect(await back.undo()).toMatchObject({ kind: 'retry', error: expect.stringContaining('there is no backup') });
      expect(await podsOf(cluster, 'checkout-migration-undo')).toEqual([]);
    });

    it('undoes what the log says was done, also where somebody has removed its Job', async () => {
      const cluster = here();
      const settings = { ...migration, undo };
      const back = workerOn(cluster, settings, { undoing: true, done });
      const ending = cluster.end('checkout-migration-undo', 'Succeeded');
      expect(await back.toEnd(() => back.undo())).toMatchObject({ kind: 'done', note: 'undone' });
      await ending;
    });

    it('leaves the schema where the catalogue has no way back', async () => {
      const cluster = here();
      await expanded('Succeeded', migration);
      const back = workerOn(cluster, migration, { undoing: true, done });
      expect(await back.undo()).toEqual({ kind: 'done', note: 'the schema stays' });
    });
  });
}
