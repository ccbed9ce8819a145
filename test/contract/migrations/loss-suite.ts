import { describe, expect, it, vi } from 'vitest';
import { removeJobs } from '../../../src/steps/migration-clean.ts';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { expandJob, freshCluster, type JobCluster, jobsOf, migration, podsOf, soon, work, workerOn } from './stage.ts';

const evicted = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
const unready = { name: 'app', image: 'registry.example/checkout:2.4.1', imageID: '', ready: false, restartCount: 0 };
const undo = { ...work, command: ['migrate', 'down'], restores: false, afterFailure: false };

/** @param make a cluster with a namespace of its own */
export function lossSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`a migration's Job that is lost, ${where}`, () => {
    const here = freshCluster(make);
    const start = async (worker: ReturnType<typeof workerOn>, phase: 'expand' | 'verify' = 'expand') => {
      await worker.run(phase);
      await worker.run(phase);
    };
    const remove = async ({ kube, namespace }: JobCluster, name = expandJob) => {
      await kube.remove({ ...jobKind, namespace, name }, { propagation: 'Background' });
      await vi.waitFor(async () => expect(await jobsOf(here())).toEqual([]), soon);
    };

    it('whose pod its node evicts has failed by no doing of its own, and is not run again', async () => {
      const cluster = here();
      const worker = workerOn(cluster, migration);
      await start(worker);
      await cluster.say(expandJob, evicted);
      for (let again = 0; again < 2; again += 1) {
        expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject({
          kind: 'fail',
          detail: expect.stringMatching(/taken off its node \(Evicted.*may have half run/),
        });
      }
      expect(await podsOf(cluster, expandJob)).toHaveLength(1);
    });

    it('whose pod its node evicts runs again where that does no harm', async () => {
      const cluster = here();
      const worker = workerOn(cluster, { ...migration, expand: { ...work, repeatable: true } });
      await start(worker);
      await cluster.say(expandJob, evicted);
      await vi.waitFor(async () => {
        await worker.run('expand');
        expect(worker.context.begun).toHaveLength(2);
      }, soon);
      await worker.run('expand');
      await cluster.end(expandJob, 'Succeeded');
      expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject({ kind: 'done' });
    });

    it('whose pod waits for its image says so, and is waited for', async () => {
      const cluster = here();
      const worker = workerOn(cluster, migration);
      await start(worker);
      const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "registry.example/tool:9"' };
      await cluster.say(expandJob, {
        phase: 'Pending',
        containerStatuses: [{ ...unready, state: { waiting } }],
      });
      expect(await worker.run('expand')).toMatchObject({
        kind: 'retry',
        error: `Job ${expandJob} does not start: ImagePullBackOff: Back-off pulling image "registry.example/tool:9"`,
      });
    });

    it('that was killed for memory says so', async () => {
      const cluster = here();
      const worker = workerOn(cluster, migration);
      await start(worker);
      const terminated = { exitCode: 137, reason: 'OOMKilled', startedAt: null, finishedAt: null };
      await cluster.say(expandJob, {
        phase: 'Failed',
        containerStatuses: [{ ...unready, state: { terminated } }],
      });
      expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject({
        kind: 'fail',
        detail: expect.stringContaining('it was killed for using too much memory'),
      });
    });

    it('of which no pod may be made says why', async () => {
      const cluster = here();
      const { namespace, kube } = cluster;
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none', namespace } };
      await kube.create({ ...quota, spec: { hard: { pods: '0' } } });
      const worker = workerOn(cluster, migration);
      await start(worker);
      await vi.waitFor(
        async () =>
          expect(await worker.run('expand')).toMatchObject({
            kind: 'retry',
            error: expect.stringMatching(/does not start: FailedCreate: .*exceeded quota/),
          }),
        soon,
      );
    });

    it('that somebody removes asks a person, who says that the database is migrated', async () => {
      const cluster = here();
      const worker = workerOn(cluster, migration);
      await start(worker);
      await remove(cluster);
      expect(await worker.run('expand')).toMatchObject({
        kind: 'ask',
        code: 'job-lost',
        detail: expect.stringContaining(`Job ${expandJob} had begun and is gone`),
      });
      expect(await workerOn(cluster, migration, { waived: true }).run('expand')).toMatchObject({ kind: 'done' });
      expect(await jobsOf(cluster)).toEqual([]);
    });

    it('that somebody removes sends the way back to a person', async () => {
      const cluster = here();
      await start(workerOn(cluster, { ...migration, undo }));
      await remove(cluster);
      const back = workerOn(cluster, { ...migration, undo }, { token: 2, undoing: true });
      expect(await back.undo()).toMatchObject({
        kind: 'retry',
        error: expect.stringContaining('take the rollback over'),
      });
    });

    it('that a limit on its life has removed has done what the log says', async () => {
      const cluster = here();
      const worker = workerOn(cluster, migration);
      await start(worker);
      await cluster.end(expandJob, 'Succeeded');
      await worker.toEnd(() => worker.run('expand'));
      await remove(cluster);
      expect(await worker.run('expand')).toMatchObject({ kind: 'done' });
      expect(await jobsOf(cluster)).toEqual([]);
    });

    it('that only looks is made again', async () => {
      const cluster = here();
      const worker = workerOn(cluster, { ...migration, verify: work });
      await start(worker, 'verify');
      await remove(cluster, 'checkout-migration-verify');
      await start(worker, 'verify');
      await cluster.end('checkout-migration-verify', 'Succeeded');
      expect(await worker.toEnd(() => worker.run('verify'))).toMatchObject({ kind: 'done' });
    });

    it.each([
      [0, { kind: 'done' }],
      [3, { kind: 'fail', detail: expect.stringContaining('exit code 3') }],
    ] as const)(
      'is over with its command (exit code %i), though a container beside it runs on',
      async (exitCode, is) => {
        const cluster = here();
        const worker = workerOn(cluster, migration);
        await start(worker);
        const named = { image: 'x', imageID: '', ready: false, restartCount: 0 };
        const over = { ...named, name: 'app', state: { terminated: { exitCode, reason: 'Completed' } } };
        const beside = { ...named, name: 'istio-proxy', ready: true, state: { running: {} } };
        await cluster.say(expandJob, { phase: 'Running', containerStatuses: [over, beside] });
        expect(await worker.toEnd(() => worker.run('expand'))).toMatchObject(is);
        await vi.waitFor(async () => {
          await removeJobs(worker.context);
          for (const job of await jobsOf(cluster)) expect(job.metadata.deletionTimestamp).toBeDefined();
        }, soon);
      },
    );

    it('is made once, however often its template would try', async () => {
      const cluster = here();
      const template = { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'tool', image: 'tool:1' }] } };
      const spec = { suspend: true, backoffLimit: 4, completions: 3, ttlSecondsAfterFinished: 0, template };
      const metadata = { name: 'migrate', namespace: cluster.namespace };
      await cluster.kube.create({ ...jobKind, metadata, spec });
      await workerOn(cluster, { ...migration, expand: { ...work, job: 'migrate' } }).run('expand');
      const job = (await jobsOf(cluster)).find(({ metadata: { name } }) => name === expandJob);
      expect(job).toMatchObject({
        spec: { backoffLimit: 0, completions: 1, template: { spec: { restartPolicy: 'Never' } } },
      });
      expect(job?.['spec']).not.toHaveProperty('ttlSecondsAfterFinished');
    });
  });
}
