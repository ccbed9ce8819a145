import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { isSoaking } from '../../../src/domain/release-state.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { after } from '../../replay/samplings.ts';
import { openStage, type Stage, type StageOptions } from '../../replay/stage.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { badSample, canary, visible } from '../../support/engine-world.ts';

const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration: Migration = {
  database: 'orders',
  destructive: 'allow',
  expand: work('migrate'),
  undo: { ...work('back'), restores: false, afterFailure: true },
  contract: { ...work('contract'), afterMs: 3_600_000, approval: 'none' },
};
const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const strategies: [string, Strategy, 'istio' | 'replicas', number][] = [
  ['canary by Istio', canary, 'istio', 4],
  ['canary by pods', canary, 'replicas', 4],
  ['rolling', { kind: 'rolling', bakeMs: 10_000 }, 'replicas', 4],
  ['recreate', { kind: 'recreate', bakeMs: 10_000 }, 'replicas', 4],
  ['a workload at 0', { kind: 'rolling', bakeMs: 10_000 }, 'replicas', 0],
];

/** What a user sees of the cluster before anything is done, and the release once it waits for its contract. */
async function soaking(more: Partial<StageOptions> = {}): Promise<{ stage: Stage; before: unknown }> {
  const stage = await openStage({ strategy: canary, migration, configuration: everyConfiguration, ...more });
  const before = visible(stage.kube);
  await stage.turn();
  await stage.approved();
  await stage.until(isSoaking);
  return { stage, before };
}

const jobsOf = async (stage: Stage) =>
  (await stage.events()).flatMap((event) => (event.type === 'job.ended' ? [event.job] : []));

/** Stable with another image, as the server books it to whoever writes it. */
async function setImage({ kube }: Stage, from: string, to: string, manager: string): Promise<void> {
  const there = await kube.get(stable);
  if (!there) throw new Error('the workload is gone');
  const changed = JSON.parse(JSON.stringify(there).replaceAll(from, to));
  const containers = { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } };
  const fieldsV1 = { 'f:spec': { 'f:template': { 'f:spec': containers } } };
  const time = new Date(Date.UTC(2026, 10, 20)).toISOString();
  const entry = { manager, operation: 'Update', apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1, time };
  await kube.replace({ ...changed, metadata: { ...changed.metadata, managedFields: [entry] } });
}

describe.each(strategies)('the wait for a contract after %s', (_name, strategy, router, replicas) => {
  it('goes back to exactly what was there where a pod of the version crashes', async () => {
    const { stage, before } = await soaking({ strategy, router, replicas });
    await stage.seen('crash-loop', 'exit code 1');
    await stage.run();
    const phase = { outcome: 'rolled-back', cause: { code: 'trouble' } };
    expect(await stage.release()).toMatchObject({ phase, kept: false });
    expect(visible(stage.kube)).toEqual(before);
    expect(await jobsOf(stage)).toEqual(['checkout-migration-expand', 'checkout-migration-undo']);
  });
});

describe('while it waits for its contract', () => {
  it('a version that turns out to be worse goes back', async () => {
    const { stage, before } = await soaking({ sample: after(40, badSample) });
    await stage.run();
    expect((await stage.release()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect(visible(stage.kube)).toEqual(before);
  });

  it('also once a person is asked about the contract', async () => {
    const asking = { ...migration, contract: { ...work('contract'), afterMs: 3_600_000, approval: 'ask' as const } };
    const { stage, before } = await soaking({ migration: asking });
    await stage.until(({ hold }) => hold?.code === 'contract');
    await stage.seen('oom-killed', 'over its limit');
    await stage.run();
    expect((await stage.release()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(visible(stage.kube)).toEqual(before);
  });

  it('a version whose contract has begun does not', async () => {
    const { stage } = await soaking({ jobs: (name) => ({ runsOn: name.endsWith('contract') }) });
    await stage.until(({ begun = [] }) => begun.some(({ job }) => job.endsWith('contract')));
    const { plan } = await stage.release();
    await stage.seen('crash-loop', 'exit code 1');
    await stage.until(({ phase }) => phase.kind === 'rolling-back');
    expect((await stage.release()).phase).toMatchObject({ undo: [{ kind: 'verify.clean' }] });
    expect(JSON.stringify(await stage.kube.get(stable))).toContain(plan.to.image);
  });

  it('another image ends it soon, with who has set it, and nothing of theirs is touched', async () => {
    const { stage } = await soaking();
    const { plan, step } = await stage.release();
    const other = plan.to.image.replace('2.4.1', '2.4.1-hotfix');
    await setImage(stage, plan.to.image, other, 'kubectl-set');
    const theirs = visible(stage.kube);
    await stage.run();
    const { phase } = await stage.release();
    const detail = expect.stringMatching(/^kubectl-set has set Deployment checkout to .*2\.4\.1-hotfix/);
    expect(phase).toMatchObject({ outcome: 'kept', cause: { code: 'replaced', detail } });
    if (phase.kind !== 'ended') throw new Error(phase.kind);
    expect(phase.at - (step?.startedAt ?? Number.NaN)).toBeLessThan(120_000);
    expect(visible(stage.kube)).toEqual(theirs);
    expect(await jobsOf(stage)).toEqual(['checkout-migration-expand']);
  });
});
