import { beforeEach, describe, expect, it } from 'vitest';
import { lookAtMigration, parserCheck } from '../../../src/doctor/migration.ts';
import type { JobWork } from '../../../src/domain/job-work.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { readSql } from '../../../src/platform/sql.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const namespace = 'shop';
const image = 'registry.example/checkout:2.4.0';
const work = (job: string | null = null): JobWork => ({
  job,
  image: null,
  command: ['migrate'],
  deadlineMs: 60_000,
});
const migration = (change: Partial<Migration> = {}): Migration => ({
  database: 'orders',
  destructive: 'ask',
  dryRun: work(),
  expand: work(),
  ...change,
});
const spec = {
  serviceAccountName: 'checkout',
  containers: [
    {
      name: 'app',
      image,
      env: [
        { name: 'PLAIN', value: '1' },
        { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'database', key: 'password' } } },
        { name: 'HINT', valueFrom: { configMapKeyRef: { name: 'hints', key: 'a', optional: true } } },
      ],
      envFrom: [{ configMapRef: { name: 'settings' } }],
    },
    { name: 'sidecar', image, envFrom: [{ secretRef: { name: 'of-the-sidecar' } }] },
  ],
  volumes: [
    { name: 'certs', projected: { sources: [{ secret: { name: 'certs' } }] } },
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
  ],
};
const object = (kind: string, name: string, more: object = {}, apiVersion = 'v1'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  ...more,
});
const deployment = object('Deployment', 'checkout', { spec: { template: { spec } } }, 'apps/v1');
const needed = [
  object('ServiceAccount', 'checkout'),
  object('Secret', 'database'),
  object('ConfigMap', 'settings'),
  object('Secret', 'certs'),
  object('PersistentVolumeClaim', 'data'),
];
const target = (change?: Partial<Migration>) => exampleTarget({ namespace, migration: migration(change) });

describe('the doctor on migrations', () => {
  let kube = createFakeKube();
  beforeEach(() => {
    kube = createFakeKube({ objects: [deployment, ...needed] });
  });

  it('says which phases can run', async () => {
    expect(await lookAtMigration(kube, target(), image)).toEqual([
      { kind: 'ok', detail: 'dryRun, expand can run in shop' },
    ]);
  });

  it.each(needed.map(({ kind, metadata }) => [kind, metadata.name] as const))(
    'finds that %s %s is not there, once for all phases',
    async (kind, name) => {
      kube.drop({ apiVersion: 'v1', kind, namespace, name });
      expect(await lookAtMigration(kube, target(), image)).toEqual([
        {
          kind: 'problem',
          detail: `there is no ${kind} ${name}, which the Job's pod needs`,
          todo: 'create it in shop, or take it out of the pod template',
        },
      ]);
    },
  );

  it('says what it may not look at', async () => {
    kube.allow(({ resource }) => resource !== 'secrets');
    expect((await lookAtMigration(kube, target(), image)).map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
      'ok: dryRun, expand can run in shop',
      'skipped: Secret database may not be looked at',
      'skipped: Secret certs may not be looked at',
    ]);
  });

  it('says of each phase why it could not run', async () => {
    expect(await lookAtMigration(kube, target({ expand: work('flyway') }), image)).toEqual([
      {
        kind: 'problem',
        detail: expect.stringContaining('expand: there is no Job or CronJob flyway in namespace shop'),
        todo: expect.stringContaining('migration.expand'),
      },
    ]);
  });

  it('asks the cluster whether it would take the Jobs, and makes none', async () => {
    expect(await lookAtMigration(kube, target({ dryRunAhead: work(), contractDryRun: work() }), image)).toEqual([
      { kind: 'ok', detail: 'dryRun, expand, contract.dryRun can run in shop' },
    ]);
    expect(await kube.list({ apiVersion: 'batch/v1', kind: 'Job' }, namespace)).toEqual([]);
  });

  it.each([
    [
      'forbidden',
      403,
      'jobs.batch is forbidden: User "sluice" cannot create resource "jobs"',
      'bind the ClusterRole sluice-releaser',
    ],
    [
      'forbidden',
      403,
      'admission webhook "policy.example" denied the request: no password=hunter22',
      'correct the pod template',
    ],
    [
      'invalid',
      422,
      'Job.batch is invalid: spec.template.spec.containers[0].image: Required value',
      'correct the pod template',
    ],
  ] as const)('says what to do where a Job is refused (%s %i %s)', async (kind, status, said, todo) => {
    kube.fail({ verb: 'dryRun', kind: 'Job', times: 2, error: new KubeError(kind, said, status) });
    const found = await lookAtMigration(kube, target(), image);
    expect(found).toMatchObject([
      { kind: 'problem', detail: expect.stringContaining('dryRun: '), todo: expect.stringContaining(todo) },
      { kind: 'problem', detail: expect.stringContaining('expand: ') },
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter22');
  });

  it('cannot tell where the cluster knows no dry run', async () => {
    const said = 'admission webhook "policy.example" does not support dry run';
    kube.fail({ verb: 'dryRun', kind: 'Job', times: 2, error: new KubeError('invalid', said, 400) });
    expect((await lookAtMigration(kube, target(), image)).map(({ kind }) => kind)).toContain('skipped');
  });

  it('tries the parser where there is a dry run to read', async () => {
    const [check, ...more] = parserCheck([target()], readSql);
    expect(more).toEqual([]);
    expect(await check?.look()).toEqual({ kind: 'ok', detail: "reads PostgreSQL's SQL" });
    const [broken] = parserCheck([target()], async () => ({ kind: 'unread', why: 'Cannot find module' }));
    expect(await broken?.look()).toMatchObject({ kind: 'problem', detail: 'Cannot find module' });
    expect(parserCheck([exampleTarget()], readSql)).toEqual([]);
  });
});
