import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { isSoaking } from '../../../src/domain/release-state.ts';
import { card } from '../../../src/messages/card/card.ts';
import { contractedSince } from '../../../src/requests/contracted.ts';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { contracted } from '../../../src/strategies/migrated.ts';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { after, no } from '../../replay/samplings.ts';
import { openStage, type Stage, type StageOptions } from '../../replay/stage.ts';
import { healthySample } from '../../support/engine-world.ts';
import { fakeFlags } from '../../support/fake-flags.ts';
import { figures } from '../../support/figures.ts';
import { newPricing } from '../../support/flag-release.ts';
import { view } from '../messages/told.ts';

const hour = 3_600_000;
const darkLater = after(8, no);
const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration = (approval: 'ask' | 'none'): Migration => ({
  database: 'orders',
  destructive: 'allow',
  expand: work('migrate'),
  contract: { ...work('contract'), afterMs: hour, approval },
});
const canary = { kind: 'canary', steps: [{ percent: 100, bakeMs: 6000 }] };

async function soaking(approval: 'ask' | 'none', more: Partial<StageOptions> = {}): Promise<Stage> {
  const stage = await openStage({ strategy: canary, migration: migration(approval), ...more });
  await stage.turn();
  await stage.approved();
  await stage.until(isSoaking);
  return stage;
}

const lookJob = 'checkout-migration-contract-dry-run';

function looking(
  approval: 'ask' | 'none',
  more: Partial<StageOptions>,
  destructive: Migration['destructive'] = 'ask',
): Promise<Stage> {
  const contract = { ...work('contract'), afterMs: 60_000, approval };
  const withLook = { ...migration(approval), destructive, contract, contractDryRun: work('contract', '--print') };
  return soaking(approval, { ...more, migration: withLook });
}

const jobsOf = async (stage: Stage) =>
  (await stage.events()).flatMap((event) => (event.type === 'job.ended' ? [event.job] : []));

describe('the contract of a migration', () => {
  it('runs once the version has been in for its time, without a question where the version is known to be well', async () => {
    const stage = await soaking('none');
    const begun = (await stage.release()).step?.startedAt ?? Number.NaN;
    await stage.run();
    const events = await stage.events();
    const contract = events.find((event) => event.type === 'job.begun' && event.job.endsWith('contract'));
    expect((contract?.at ?? 0) - begun).toBeGreaterThanOrEqual(hour);
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded', reason: null } });
    expect(await jobsOf(stage)).toEqual(['checkout-migration-expand', 'checkout-migration-contract']);
    expect(events.filter(({ type }) => type === 'measured').length).toBeLessThan(300);
  });

  it('asks a person where nobody can tell that the version is well', async () => {
    const stage = await soaking('none', { sample: darkLater });
    await stage.until(({ hold }) => hold !== null);
    expect((await stage.release()).hold).toMatchObject({
      code: 'contract',
      detail: expect.stringContaining('nobody can tell whether it is well'),
    });
  });

  it('is left for later by a person, or when nobody answers, and the release has succeeded without it', async () => {
    const left = await soaking('ask');
    await left.says('abort');
    const unanswered = await soaking('ask');
    for (const stage of [left, unanswered]) {
      await stage.run();
      expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded' } });
      expect(await jobsOf(stage)).toEqual(['checkout-migration-expand']);
    }
  });

  it.each(['ask', 'none'] as const)(
    'does not run once somebody has put the old version back (%s)',
    async (approval) => {
      const stage = await soaking(approval);
      const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
      const { plan } = await stage.release();
      const text = JSON.stringify(await stage.kube.get(stable)).replaceAll(plan.to.image, plan.from.image);
      await stage.kube.replace(JSON.parse(text));
      await stage.run();
      const { phase } = await stage.release();
      const cause = { code: 'replaced', detail: expect.stringContaining(plan.from.image) };
      expect(phase).toMatchObject({ outcome: 'kept', runs: plan.from.image, cause });
      const said = card(await stage.release(), stage.clock.now(), view).text;
      expect(said).toContain('2.4.1 is no longer in: somebody has set Deployment checkout to');
      expect(said).not.toMatch(/2\.4\.1 (stays|runs in)|takes all traffic/);
      expect(await jobsOf(stage)).toEqual(['checkout-migration-expand']);
    },
  );

  it('shows by a dry run of its own what it would destroy, in the question whether it may run', async () => {
    const log = "ALTER TABLE orders DROP COLUMN state;\nALTER ROLE shop PASSWORD 'hunter22';\n";
    const stage = await looking('ask', { jobs: (name) => ({ log: name === lookJob ? log : '' }) });
    await stage.until(({ hold }) => hold !== null);
    const { hold } = await stage.release();
    expect(hold).toMatchObject({ code: 'contract', detail: expect.stringContaining('.\nData may be lost by 2 of 2') });
    expect(hold?.detail).toContain('• ALTER TABLE orders DROP COLUMN state: drops a column');
    expect(hold?.detail).not.toContain('hunter22');
    expect(await stage.kube.get({ ...jobKind, namespace: 'shop', name: lookJob })).toBeNull();
    expect(await stage.store.tryDatabase('orders')).toEqual({ kind: 'free' });
    await stage.says('hold-go');
    await stage.run();
    expect(await jobsOf(stage)).toEqual(['checkout-migration-expand', lookJob, 'checkout-migration-contract']);
    expect(await stage.release()).toMatchObject({ phase: { outcome: 'succeeded', reason: null } });
  });

  it.each([
    ['may lose data', 'ask', { log: 'DROP TABLE legacy;' }, 'Data may be lost by 1 of 1 statement'],
    ['cannot be read', 'ask', { log: 'EXEC sp_rename' }, 'Nobody can tell what the contract would destroy'],
    [
      'fails',
      'allow',
      { succeeds: false, log: 'no such host' },
      'Nobody can tell what the contract would destroy: Job',
    ],
  ] as const)('asks a person all the same where its dry run %s', async (_what, destructive, end, said) => {
    const stage = await looking('none', { jobs: (name) => (name === lookJob ? end : {}) }, destructive);
    await stage.until(({ hold }) => hold !== null);
    expect((await stage.release()).hold?.detail).toContain(said);
    expect(await jobsOf(stage)).toEqual(['checkout-migration-expand', lookJob]);
  });

  it.each([
    ['nothing may be lost', 'ask', 'ALTER TABLE orders ALTER note SET NOT NULL'],
    ['the catalogue allows it', 'allow', 'DROP TABLE legacy'],
  ] as const)('runs without a question where %s and the version is well', async (_why, destructive, log) => {
    const stage = await looking('none', { jobs: (name) => ({ log: name === lookJob ? log : '' }) }, destructive);
    await stage.run();
    expect((await stage.events()).map(({ type }) => type)).not.toContain('hold.opened');
    expect(await jobsOf(stage)).toContain('checkout-migration-contract');
  });

  it('does not run where the catalogue refuses what its dry run shows, and the version stays', async () => {
    const jobs = (name: string) => ({ log: name === lookJob ? 'DROP TABLE legacy' : '' });
    const stage = await looking('ask', { jobs }, 'refuse');
    await stage.run();
    expect(await stage.release()).toMatchObject({
      phase: {
        outcome: 'kept',
        cause: { detail: expect.stringContaining('the contract was not begun; • DROP TABLE') },
      },
    });
    expect(await jobsOf(stage)).not.toContain('checkout-migration-contract');
  });

  it('shows it afresh after somebody has put the question off', async () => {
    const stage = await looking('ask', { jobs: (name) => ({ log: name === lookJob ? 'DROP TABLE legacy' : '' }) });
    for (let times = 0; times < 5; times += 1) {
      await stage.until(({ hold }) => hold !== null);
      await stage.says('hold-wait');
    }
    expect((await jobsOf(stage)).filter((job) => job === lookJob)).toHaveLength(5);
  });

  it('that is left for later says what runs by then', async () => {
    const stage = await soaking('ask');
    const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
    await stage.kube.remove(stable);
    await stage.says('abort');
    await stage.run();
    const release = await stage.release();
    expect(release.phase).toMatchObject({ outcome: 'succeeded', runs: null });
    expect(card(release, stage.clock.now(), view).text).toContain('checkout in production is gone');
  });

  describe('with a flag that somebody changes while it waits', () => {
    async function changedInSoak() {
      const flags = fakeFlags();
      flags.byHand('new-pricing', 'mika', {});
      const before = await flags.state('new-pricing');
      if (before.kind === 'failed') throw new Error(before.failure.words);
      const moving = [{ how: newPricing, before: before.state }];
      const sample = (look: number, at: number, share: number | null) =>
        share === null
          ? { from: at - 2000, to: at, candidate: figures(1000, 1), stable: null }
          : healthySample(look, at, share);
      const stage = await soaking('ask', { flags: { service: flags, moving }, sample });
      flags.byHand('new-pricing', 'ren', { percentage: 60 });
      await stage.until(({ hold }) => hold?.code === 'flag-changed');
      return stage;
    }

    it('says who, and how it stands, where nobody answers', async () => {
      const stage = await changedInSoak();
      await stage.run();
      const release = await stage.release();
      expect(release.phase).toMatchObject({ outcome: 'succeeded', reason: expect.stringContaining('ren has changed') });
      expect(card(release, stage.clock.now(), view).text).toContain(
        'Flags: new-pricing 0 % → 60 % (100 % at most, changed by ren).',
      );
    });

    it('runs no contract because somebody lets the flag stay', async () => {
      const stage = await changedInSoak();
      await stage.says('hold-go');
      await stage.until(({ hold }) => hold?.code === 'contract');
      expect(await jobsOf(stage)).toEqual(['checkout-migration-expand']);
    });
  });

  it('is not skipped by promoting, and cannot be paused', async () => {
    const stage = await soaking('ask');
    await expect(stage.says('promote')).rejects.toThrow('not-possible-now');
    await expect(stage.says('pause')).rejects.toThrow('not-possible-now');
  });

  it('is in the plan, with what it means, and not in one that goes back', async () => {
    const stage = await openStage({ strategy: canary, migration: migration('ask') });
    const { plan } = await stage.release();
    expect(plan.steps.map(({ action }) => action.kind)).toContain('migration.soak');
    expect(plan.notes.join(' ')).toContain('only a backup brings the old version back');
    const outline = { steps: [], notes: [] };
    expect(contracted(plan.target, outline, true)).toBe(outline);
  });

  it('is what a version that comes back later is warned of', async () => {
    const stage = await soaking('none');
    await stage.run();
    const events = await stage.events();
    const { plan } = await stage.release();
    const store = {
      history: async () => ['r1'],
      load: async () => ({ kind: 'found', events, latest: null }),
    } as unknown as ReleaseStore;
    const back = (version: string) => contractedSince(store, { target: plan.target, to: { version } });
    expect(await back('2.4.0')).toMatchObject([
      {
        severity: 'warn',
        detail: expect.stringContaining('#1 has taken away from database orders'),
        remedy: expect.stringContaining('put the backup'),
      },
    ]);
    expect(await back('2.5.0')).toEqual([]);
    expect(await back('2.4.1')).toEqual([]);
  });
});
