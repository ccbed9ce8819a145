import { describe, expect, it } from 'vitest';
import { givesTrafficBack, setsImage } from '../../../src/actions/facets.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { undoOf, versionStays } from '../../../src/domain/plan.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { canary, visible } from '../../support/engine-world.ts';
import { createFlagWorld } from '../../support/flag-release.ts';
import { mika } from '../../support/people.ts';

const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration: Migration = {
  database: 'orders',
  destructive: 'allow',
  backup: work('backup'),
  expand: work('migrate'),
  undo: { ...work('back'), restores: false, afterFailure: true },
  contract: { ...work('contract'), afterMs: 60_000, approval: 'none' },
};

const strategies: [string, Strategy][] = [
  ['canary', canary],
  ['rolling', { kind: 'rolling', bakeMs: 10_000 }],
  ['recreate', { kind: 'recreate', bakeMs: 10_000 }],
];

describe.each(strategies)('a %s with flag, configuration, migration and contract', (_name, strategy) => {
  const open = () =>
    createFlagWorld({
      strategy,
      migration,
      configuration: everyConfiguration,
      before: { enabled: true, percentage: 30 },
    });

  it('moves each in its turn, and takes them back in theirs', async () => {
    const { plan } = await open();
    const kinds = plan.steps.map(({ action }) => action.kind);
    const [off, copy, ...rest] = kinds;
    expect([off, copy, rest.slice(0, 2)]).toEqual(['flag.set', 'config.copy', ['migration.run', 'migration.run']]);
    expect(kinds.slice(plan.staysFrom)).toEqual([
      ...Array.from({ length: 3 }, () => ['flag.set', 'bake']).flat(),
      'migration.soak',
      'migration.run',
      'verify.clean',
    ]);
    const back = undoOf(plan, plan.staysFrom ?? 0, 0);
    const turns = back.map(({ kind }) => kind).filter((kind) => /^(flag|migration|config|verify)/.test(kind));
    expect(turns).toEqual(['flag.restore', 'migration.undo', 'config.remove', 'verify.clean']);
    const users = back.findLastIndex((action) => givesTrafficBack(action) || setsImage(action));
    expect(back[users + 1]?.kind).toBe('flag.restore');
  });

  it('goes back to exactly what was there from every turn, until the version stays', async () => {
    for (let turns = 1; ; turns += 1) {
      const world = await open();
      const before = visible(world.kube);
      for (let count = 0; count < turns; count += 1) await world.turn();
      const { version, phase, done } = await world.release();
      if (phase.kind !== 'running' || versionStays(world.plan, done.length)) break;
      await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
      const last = await world.run();
      expect(last.phase, `after turn ${turns}`).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
      expect(visible(world.kube), `after turn ${turns}`).toEqual(before);
      const { changed: _, ...now } = await world.now();
      expect({ ...now, changed: world.before.changed }).toEqual(world.before);
    }
  });

  it('is done to its end', async () => {
    const world = await open();
    const { phase, jobs } = await world.run();
    expect(phase).toMatchObject({ outcome: 'succeeded' });
    expect(jobs).toHaveLength(3);
  });
});
