import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createCluster, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { metricFacts } from '../../../src/platform/metrics-reference.ts';
import { createTelemetry } from '../../../src/platform/telemetry.ts';
import { applied, manifests } from './yaml.ts';

const run = promisify(execFile);
const overlays = (await readdir(join(manifests, 'overlays'))).toSorted();

interface Workload extends KubeObject {
  spec: {
    replicas?: number;
    strategy: unknown;
    template: {
      spec: {
        containers: { env: { name: string; value?: string; valueFrom?: unknown }[]; resources: unknown }[];
        affinity?: unknown;
      };
    };
  };
}

async function built(overlay: string): Promise<KubeObject[]> {
  const { stdout } = await run('kubectl', ['kustomize', join(manifests, 'overlays', overlay)]);
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject);
}

function workloads(objects: readonly KubeObject[]): Workload[] {
  return objects.filter(({ kind }) => kind === 'Deployment') as Workload[];
}

describe('the overlays for more than one machine', () => {
  let cluster: SandboxCluster;
  beforeAll(async () => {
    cluster = await createCluster();
    for (const name of ['staging', 'production', 'sluice']) {
      cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
  });
  afterAll(() => cluster.close());

  it('are there', () => expect(overlays.length).toBeGreaterThanOrEqual(4));

  it.each(overlays)('%s can be built, and an API server takes what it knows of it', async (overlay) => {
    const objects = await built(overlay);
    const refused = objects.filter((object) => applied(cluster, object) === null).map(({ kind }) => kind);
    expect(['ScaledObject', 'HorizontalPodAutoscaler']).toEqual(expect.arrayContaining(refused));
  });

  it.each(overlays)(
    '%s upgrades without a gap, keeps apart, and leaves the number of workers to the autoscaler',
    async (overlay) => {
      const objects = await built(overlay);
      expect(workloads(objects)).toHaveLength(2);
      for (const { spec } of workloads(objects)) {
        expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
        expect(spec.template.spec.affinity).toBeDefined();
      }
      const worker = workloads(objects).find(({ metadata }) => metadata.name === 'sluice-worker');
      expect(worker?.spec.replicas).toBeUndefined();
      expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(2);
      const scalers = objects.filter(({ kind, metadata }) => /scale/i.test(kind) && metadata.name === 'sluice-worker');
      expect(scalers).toHaveLength(1);
    },
  );

  it.each(overlays)('%s says to both roles which Redis, in a way that Sluice understands', async (overlay) => {
    const objects = await built(overlay);
    const given = workloads(objects).map(({ spec }) =>
      spec.template.spec.containers[0]?.env.filter(({ name }) => name === 'REDIS_URL'),
    );
    expect(given[0]).toHaveLength(1);
    expect(given[1]).toEqual(given[0]);
    const own = objects.some(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'sluice-redis');
    const [url] = given[0] ?? [];
    expect(own).toBe(url?.value === 'redis://sluice-redis:6379');
    if (url?.valueFrom) return expect(url.value).toBeUndefined();
    const env = { REDIS_URL: url?.value, SLACK_BOT_TOKEN: 'xoxb-x', SLUICE_ROLE: 'worker' };
    expect(readEnvironment(env)).toMatchObject({ kind: 'valid', settings: { redisUrl: url?.value } });
  });

  it('give workers with thousands of releases the memory they need', async () => {
    const worker = workloads(await built('many-releases')).find(({ metadata }) => metadata.name === 'sluice-worker');
    const [container] = worker?.spec.template.spec.containers ?? [];
    expect(container?.env).toContainEqual({ name: 'NODE_OPTIONS', value: '--max-semi-space-size=32 --expose-gc' });
    expect(container?.resources).toMatchObject({ requests: { memory: '768Mi' }, limits: { memory: '1536Mi' } });
  });

  it('scale by a metric that is exported', async () => {
    const queries = (await Promise.all(overlays.map(built)))
      .flat()
      .filter(({ kind }) => kind === 'ScaledObject')
      .flatMap((each) => [...JSON.stringify(each).matchAll(/sluice_\w+/g)].map(([name]) => name));
    expect(queries.length).toBeGreaterThan(0);
    const names = metricFacts(createTelemetry()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(queries));
  });
});
