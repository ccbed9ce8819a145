import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { isSoaking } from '../../../src/domain/release-state.ts';
import { openStage, type Stage, type StageOptions } from '../../replay/stage.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { visible } from '../../support/engine-world.ts';

const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration: Migration = {
  database: 'orders',
  destructive: 'allow',
  expand: work('migrate'),
  contract: { ...work('contract'), afterMs: 3_600_000, approval: 'none' },
};
const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

async function soaking(more: Partial<StageOptions> = {}): Promise<Stage> {
  const strategy = { kind: 'canary' as const, steps: [{ percent: 100, bakeMs: 6000 }] };
  const stage = await openStage({ strategy, migration, configuration: everyConfiguration, ...more });
  await stage.turn();
  await stage.approved();
  await stage.until(isSoaking);
  return stage;
}

describe('the contract of a migration, with configuration that moved along', () => {
  it('leaves the version its configuration where it fails', async () => {
    const stage = await soaking({ jobs: (name) => ({ succeeds: !name.endsWith('contract') }) });
    const before = visible(stage.kube);
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'kept' } });
    expect(visible(stage.kube)).toEqual(before);
  });

  it('leaves alone what somebody has applied while it was waited for', async () => {
    const stage = await soaking();
    const there = await stage.kube.get(stable);
    if (!there) throw new Error('the workload is gone');
    const applied = JSON.parse(JSON.stringify(there).replaceAll('checkout-config-r1', 'checkout-config'));
    await stage.kube.replace(applied);
    const before = visible(stage.kube);
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded' } });
    expect(visible(stage.kube)).toEqual(before);
  });
});
