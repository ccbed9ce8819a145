import { describe, expect, it, vi } from 'vitest';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { freshCluster, type JobCluster, jobsOf, migration, podsOf, service, soon, work, workerOn } from './stage.ts';

const smokeJob = 'checkout-smoke';
const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout-candidate' };

/** @param make a cluster with a namespace of its own */
export function smokeSuite(where: string, make: () => Promise<JobCluster>): void {
  describe(`a Job that tests a candidate, ${where}`, () => {
    const here = freshCluster(make);

    /** A worker whose release has a candidate with its Service. */
    async function tester() {
      const cluster = here();
      const { kube, namespace } = cluster;
      const { metadata, ...rest } = service(namespace);
      await kube.create({ ...rest, metadata: { ...metadata, name: candidate.name } });
      const ports = [
        { name: 'admin', port: 9090 },
        { name: 'http', port: 80, targetPort: 8080 },
      ];
      const spec = { selector: { app: 'none' }, ports };
      await kube.create({ apiVersion: 'v1', kind: 'Service', metadata: { name: candidate.name, namespace }, spec });
      const worker = workerOn(cluster, migration);
      const run = () => worker.act({ kind: 'smoke.job', work });
      return { cluster, worker, run };
    }

    it('runs at once, is told where the candidate is, and is gone with its pod once it has passed', async () => {
      const { cluster, worker, run } = await tester();
      expect(await run()).toMatchObject({ kind: 'wait', begun: { job: smokeJob } });
      const [made] = await jobsOf(cluster);
      const env = expect.arrayContaining([
        { name: 'SLUICE_PREVIEW_HOST', value: `checkout-candidate.${cluster.namespace}.svc` },
        { name: 'SLUICE_PREVIEW_PORT', value: '80' },
      ]);
      expect(made).toMatchObject({
        spec: { suspend: false, ttlSecondsAfterFinished: 600, template: { spec: { containers: [{ env }] } } },
      });
      await cluster.end(smokeJob, 'Succeeded');
      expect(await worker.toEnd(run)).toMatchObject({ kind: 'done' });
      expect(worker.context.begun).toMatchObject([{ job: smokeJob, succeeded: true }]);
      await gone(cluster);
    });

    it('that fails says so, and is gone too', async () => {
      const { cluster, worker, run } = await tester();
      await run();
      await cluster.end(smokeJob, 'Failed');
      expect(await worker.toEnd(run)).toMatchObject({
        kind: 'fail',
        detail: expect.stringContaining(`Job ${smokeJob} failed`),
      });
      await gone(cluster);
    });

    it('goes with its candidate, whatever becomes of Sluice', async () => {
      const { cluster, run } = await tester();
      await run();
      const { kube, namespace } = cluster;
      await kube.remove({ ...candidate, namespace }, { propagation: 'Background' });
      await gone(cluster);
    });

    it('whose pod its node evicts runs again', async () => {
      const { cluster, worker, run } = await tester();
      await run();
      await cluster.say(smokeJob, {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      });
      await vi.waitFor(async () => {
        await run();
        expect(worker.context.begun).toHaveLength(2);
      }, soon);
      await cluster.end(smokeJob, 'Succeeded');
      expect(await worker.toEnd(run)).toMatchObject({ kind: 'done' });
    });

    it("leaves alone what is not Sluice's, and says that it is in the way", async () => {
      const { cluster, run } = await tester();
      const { kube, namespace } = cluster;
      const container = { name: 'app', image: 'registry.example/tool:1' };
      const spec = { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [container] } } };
      await kube.create({ ...jobKind, metadata: { name: smokeJob, namespace }, spec });
      expect(await run()).toMatchObject({ kind: 'fail', detail: expect.stringContaining('not made by Sluice') });
      expect(await jobsOf(cluster)).toHaveLength(1);
    });
  });
}

async function gone(cluster: JobCluster): Promise<void> {
  await expect.poll(() => jobsOf(cluster), soon).toEqual([]);
  // One that runs is given time to end.
  const staying = async () =>
    (await podsOf(cluster, smokeJob)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  await expect.poll(staying, soon).toEqual([]);
}
