import { describe, expect, it } from 'vitest';
import { isLooking } from '../../../src/domain/dry-run.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { lookedAhead } from '../../../src/strategies/migrated.ts';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { openStage, type Stage, type StageOptions } from '../../replay/stage.ts';
import type { JobEnd } from '../../support/fake-jobs.ts';

const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration: Migration = {
  database: 'orders',
  destructive: 'ask',
  dryRunAhead: work('migrate', '--print'),
  dryRun: work('migrate', '--print'),
  expand: work('migrate'),
};
const canary = { kind: 'canary', steps: [{ percent: 100, bakeMs: 6000 }] };
const harmless = 'ALTER TABLE orders ADD COLUMN note text;\n';
const worst = `${harmless}DROP TABLE legacy;\nALTER ROLE shop PASSWORD 'hunter22';\n`;

const aheadJob = 'checkout-migration-dry-run-ahead';
const printing = (log: string) => (name: string) => (name.includes('dry-run') ? { log } : {});

function open(jobs: (name: string) => JobEnd, more: Partial<Migration> & Partial<StageOptions> = {}): Promise<Stage> {
  const { destructive = 'ask', ...options } = more;
  return openStage({ strategy: canary, migration: { ...migration, destructive }, jobs, ...options });
}

const looked = (stage: Stage) => stage.until((release) => !isLooking(release));
const jobsIn = (stage: Stage) => stage.kube.list(jobKind, 'shop');
const ran = async (stage: Stage) =>
  (await stage.events()).flatMap((event) => (event.type === 'job.ended' ? [event.job] : []));

describe('the dry run before anybody may approve', () => {
  it('shows what would be destroyed, the worst first and without secrets, and leaves no Job and no lock', async () => {
    const stage = await open(printing(worst));
    await looked(stage);
    const { ahead, phase, done } = await stage.release();
    expect(phase.kind).toBe('awaiting-approval');
    expect(done).toEqual([]);
    expect(ahead).toMatchObject({
      kind: 'read',
      found: {
        kind: 'read',
        statements: 3,
        destructive: 2,
        listed: [
          { text: 'DROP TABLE legacy', destroys: 'drops a table' },
          { destroys: expect.any(String) },
          { destroys: null },
        ],
      },
    });
    expect(JSON.stringify(await stage.events())).not.toContain('hunter22');
    expect(await jobsIn(stage)).toEqual([]);
    expect(await stage.store.tryDatabase('orders')).toEqual({ kind: 'free' });
  });

  it('is not asked about once more where the second one shows what was approved', async () => {
    const stage = await open(printing(worst));
    await looked(stage);
    await stage.approved();
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded' } });
    expect((await stage.events()).map(({ type }) => type)).not.toContain('hold.opened');
    expect(await ran(stage)).toEqual([aheadJob, 'checkout-migration-dry-run', 'checkout-migration-expand']);
  });

  it.each([
    ['harmless', harmless],
    ['something else', 'DROP TABLE customers;\n'],
    ['what nobody can read', 'EXEC sp_rename;\n'],
  ])('asks about what has changed since it showed %s', async (_what, before) => {
    const stage = await open((name) => ({ log: name === aheadJob ? before : worst }));
    await looked(stage);
    await stage.approved();
    await stage.until(({ hold }) => hold !== null);
    expect((await stage.release()).hold).toMatchObject({
      code: 'destructive',
      detail: expect.stringContaining('which is not what was approved\n• DROP TABLE legacy: drops a table'),
    });
    expect(await ran(stage)).not.toContain('checkout-migration-expand');
  });

  it('keeps an approval that is given before it has ended, where no data may be lost', async () => {
    const stage = await open(printing(harmless));
    await stage.approved();
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded' }, approvals: [{}] });
    const events = (await stage.events()).map(({ type }) => type);
    expect(events.indexOf('ahead.read')).toBeLessThan(events.indexOf('started'));
  });

  it.each([
    ['may lose data', worst],
    ['cannot be read', 'BEGIN TRAN; EXEC sp_rename\n'],
  ])('asks again whoever approved before it had shown what %s', async (_what, log) => {
    const stage = await open(printing(log));
    await stage.approved();
    await looked(stage);
    expect(await stage.release()).toMatchObject({ phase: { kind: 'awaiting-approval' }, approvals: [] });
    await stage.turn();
    expect((await stage.release()).startedAt).toBeNull();
    await stage.approved();
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded' } });
  });

  it('takes an early approval where the catalogue allows that data is lost', async () => {
    const stage = await open(printing(worst), { destructive: 'allow' });
    await stage.approved();
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded' } });
  });

  it('ends the release where the catalogue refuses what it shows, with nothing changed', async () => {
    const stage = await open(printing(worst), { destructive: 'refuse' });
    await stage.run();
    expect(await stage.release()).toMatchObject({
      phase: { outcome: 'withdrawn', by: null, reason: expect.stringContaining('DROP TABLE legacy: drops a table') },
    });
    expect(await ran(stage)).toEqual([aheadJob]);
  });

  it('that fails ends the release, and says why', async () => {
    const stage = await open((name) => ({ succeeds: name !== aheadJob, log: 'FATAL: no such host db' }));
    await stage.run();
    expect(await stage.release()).toMatchObject({
      phase: { outcome: 'withdrawn', reason: expect.stringContaining('FATAL: no such host db') },
    });
    expect(await jobsIn(stage)).toEqual([]);
  });

  it('has a deadline', async () => {
    const stage = await open((name) => ({ runsOn: name === aheadJob }));
    await stage.run();
    expect(await stage.release()).toMatchObject({
      phase: { outcome: 'withdrawn', reason: expect.stringContaining('did not end in time') },
    });
  });

  it('says why it cannot run, and ends the release once that takes too long', async () => {
    const stage = await open(() => ({}));
    const [first] = await stage.events();
    if (first?.type !== 'requested') throw new Error('there is no request');
    const request = { ...first.request, key: 'another', service: 'search' };
    const plan = { ...first.plan, target: { ...first.plan.target, service: 'search' } };
    const other = await stage.store.create({ ...first, request, plan });
    if (other.kind !== 'created') throw new Error(other.kind);
    await stage.store.lockDatabase(other.id, 'orders', 'search in production');
    await stage.until(({ ahead }) => ahead?.kind === 'retrying');
    const events = await stage.events();
    expect(events.at(-1)).toMatchObject({
      error: expect.stringContaining('database orders is being changed by #2 (search in production)'),
    });
    await stage.run();
    expect((await stage.events()).filter(({ type }) => type === 'ahead.retrying')).toHaveLength(1);
    expect(await stage.release()).toMatchObject({
      phase: { outcome: 'withdrawn', reason: expect.stringContaining('#2') },
    });
  });

  it('does not keep anybody from withdrawing', async () => {
    const stage = await open((name) => ({ runsOn: name === aheadJob }));
    await stage.turn();
    await stage.says('abort');
    await stage.run();
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'withdrawn' } });
    const [job] = await jobsIn(stage);
    expect(job?.['spec']).toMatchObject({ suspend: false, ttlSecondsAfterFinished: 600, activeDeadlineSeconds: 600 });
  });

  it('is not there where nobody has to approve: that before the change asks then', async () => {
    const { plan } = await (await open(printing(worst))).release();
    const { target } = plan;
    expect(lookedAhead(target, false).ahead).toEqual(plan.ahead);
    expect(lookedAhead({ ...target, approval: { ...target.approval, required: 0 } }, false)).toEqual({});
  });
});
