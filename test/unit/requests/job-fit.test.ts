import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { draft } from '../../../src/requests/draft.ts';
import { migrationFindings } from '../../../src/requests/job-fit.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const work = { job: null, image: null, command: ['migrate'], deadlineMs: 60_000 };
const tool = { ...work, job: 'tool' };

/** A suspended Job with what its pod needs. */
const job = (spec: object = {}): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'tool', namespace: 'production' },
  spec: {
    suspend: true,
    template: { spec: { containers: [{ name: 'tool', image: 'registry.example/tool:2.4.0' }], ...spec } },
  },
});

async function obstaclesOf(migration: Partial<Migration>, ...objects: KubeObject[]) {
  const world = await createRequestWorld();
  const { catalogue } = world.state;
  const whole: Migration = { database: 'orders', destructive: 'allow', expand: work, ...migration };
  world.state.catalogue = {
    ...catalogue,
    services: catalogue.services.map((service) => ({
      ...service,
      targets: service.targets.map((target) => ({ ...target, migration: whole })),
    })),
  };
  for (const object of objects) world.kube.put(object);
  const drafted = await draft(world.deps, wants());
  if (drafted.kind !== 'refused') return [];
  return drafted.refusal.code === 'workload-unfit' ? drafted.refusal.obstacles : [drafted.refusal];
}

describe('a request whose migration cannot run', () => {
  it('is refused while its template is not there, once for all phases that take it', async () => {
    expect(await obstaclesOf({ expand: tool, verify: tool })).toMatchObject([
      {
        detail: expect.stringContaining('there is no Job or CronJob tool in namespace production'),
        remedy: expect.stringContaining('migration.expand'),
      },
    ]);
  });

  it('is refused where the template cannot be read, or has run by itself', async () => {
    expect(await obstaclesOf({ expand: tool }, job({ containers: [] }))).toMatchObject([
      { detail: expect.stringContaining("the pod template of tool can't be read") },
    ]);
    const running = { ...job(), spec: { ...(job()['spec'] as object), suspend: false } };
    expect(await obstaclesOf({ expand: tool }, running)).toMatchObject([
      { detail: expect.stringContaining('must be suspended') },
    ]);
  });

  it('is refused where its pods need what the namespace does not have', async () => {
    const env = [{ name: 'URL', valueFrom: { secretKeyRef: { name: 'database', key: 'url' } } }];
    const envFrom = [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'extra', optional: true } }];
    const containers = [{ name: 'tool', image: 'registry.example/tool:2.4.0', env, envFrom }];
    const there = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'production' } };
    const found = await obstaclesOf({ expand: tool }, job({ containers, serviceAccountName: 'migrator' }), there);
    expect(found).toMatchObject([
      { detail: expect.stringContaining('tool needs Secret database, which is not in namespace production') },
      { detail: expect.stringContaining('tool needs ServiceAccount migrator') },
    ]);
  });

  it('is refused where there is no such image', async () => {
    expect(await obstaclesOf({ expand: { ...work, image: 'registry.example/tool:9' } })).toMatchObject([
      { detail: expect.stringContaining('there is no image registry.example/tool:9') },
    ]);
  });

  it('is planned where all is there', async () => {
    expect(await obstaclesOf({ expand: tool }, job())).toEqual([]);
    expect(await obstaclesOf({})).toEqual([]);
  });

  it('is not refused for what Sluice may not look at', async () => {
    const world = await createRequestWorld();
    const containers = [
      { name: 'tool', image: 'registry.example/tool:2.4.0', envFrom: [{ secretRef: { name: 's' } }] },
    ];
    const kube = {
      ...world.kube,
      get: async (ref: Parameters<typeof world.kube.get>[0]) => {
        if (ref.kind === 'Secret') throw new KubeError('forbidden', 'secrets is forbidden', 403);
        return ref.name === 'tool' ? job({ containers }) : world.kube.get(ref);
      },
    };
    const target = world.state.catalogue.services[0]?.targets.find(({ environment }) => environment === 'production');
    if (!target) throw new Error('the example has a production');
    const migration: Migration = { database: 'orders', destructive: 'allow', expand: tool };
    const to = { version: '2.4.1', image: 'registry.example/checkout:2.4.1' };
    const images = world.deps.imagesOf(target.images);
    expect(await migrationFindings({ kube, images }, { target: { ...target, migration }, to })).toEqual([]);
  });
});
