import { describe, expect, it } from 'vitest';
import { draft } from '../../../src/requests/draft.ts';
import { serviceDown } from '../../support/fake-flags.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const named = wants({ flags: ['new-pricing'] });

/** A world whose catalogue names a flag service for every target. */
async function worldWithFlags() {
  const world = await createRequestWorld();
  const { catalogue } = world.state;
  const flags = { kind: 'unleash', url: 'https://unleash.example' };
  world.state.catalogue = {
    ...catalogue,
    services: catalogue.services.map((service) => ({
      ...service,
      targets: service.targets.map((target) => ({ ...target, flags })),
    })),
  };
  world.flags.byHand('new-pricing', 'mika', {});
  return world;
}

async function stepsOf(...[deps, wanted]: Parameters<typeof draft>) {
  const drafted = await draft(deps, wanted);
  if (drafted.kind === 'refused') throw new Error(JSON.stringify(drafted.refusal));
  const { steps, staysFrom, notes } = drafted.plan;
  const kinds = steps.map(({ action }) => action.kind);
  return { kinds, staysFrom, notes, steps };
}

describe('a request with a flag', () => {
  it('has the flag off first, and on by steps after all that brings the version in', async () => {
    const { deps, flags } = await worldWithFlags();
    const { kinds, staysFrom } = await stepsOf(deps, named);
    expect(kinds[0]).toBe('flag.set');
    expect(kinds[(staysFrom ?? 0) - 1]).toBe('verify.clean');
    expect(kinds.slice(staysFrom)).toEqual(Array.from({ length: 4 }, () => ['flag.set', 'bake']).flat());
    expect(flags.writes).toEqual([]);
  });

  it('says in the plan that changes need consent there, which its token may not need', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.consent = async () => 'Unleash takes changes in production as change requests';
    const { notes } = await stepsOf(deps, named);
    expect(notes[0]).toMatch(/as change requests. What to do: let its token/);
  });

  it('is refused where a flag that it depends on is off, since nobody would have the feature', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.parents = async () => [{ wants: 'checkout-v2 is on', share: 0 }];
    const drafted = await draft(deps, named);
    expect(drafted).toMatchObject({ kind: 'refused', refusal: { code: 'flag-unfit' } });
    expect(JSON.stringify(drafted)).toContain('only those for whom checkout-v2 is on, which holds for nobody');
  });

  it('says in the plan for how many a flag is on that it depends on', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.parents = async () => [
      { wants: 'checkout-v2 is on', share: 25 },
      { wants: 'login is on', share: 100 },
    ];
    const { notes } = await stepsOf(deps, named);
    expect(notes.filter((note) => note.includes('is on'))).toEqual([
      expect.stringContaining('checkout-v2 is on (for 25 % in'),
    ]);
  });

  it('leaves a flag that is on for all alone, whatever it depends on', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 100 });
    flags.parents = async () => [{ wants: 'checkout-v2 is on', share: 0 }];
    expect((await stepsOf(deps, named)).kinds).not.toContain('flag.set');
  });

  it('says in the plan that somebody else is about to change the flag', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.pending = async () => 'has open change requests in Unleash (#7 by ren)';
    const { notes } = await stepsOf(deps, named);
    expect(notes[0]).toMatch(/^flag new-pricing has open change requests .*#7 by ren.*settle them first/);
  });

  it('says in the plan where users would not stay with one side of an A/B test', async () => {
    const { deps, flags, state } = await worldWithFlags();
    flags.strays = () => 'is drawn by lot at each request';
    const goal = { name: 'orders', successes: { metric: 'shop_orders_total', where: {} }, visits: null };
    const test = { goal, until: 'result' as const, withoutResult: 'ask' as const };
    const warned =
      /^flag new-pricing is drawn by lot .*: one user would meet both sides of its A\/B test\. What to do: let/;
    const notesWith = async (step: { test?: typeof test }) => {
      const how = { flag: 'new-pricing', off: true, steps: [{ percent: 50, bakeMs: 1000, ...step }] };
      for (const { targets } of state.catalogue.services) for (const target of targets) target.releaseFlags = [how];
      return (await stepsOf(deps, wants())).notes;
    };
    const notes = await notesWith({ test });
    expect(notes).toContainEqual(expect.stringMatching(warned));
    expect(notes).toContainEqual(expect.stringMatching(/^A\/B test with new-pricing at 50 %: .* orders a visit/));
    expect(await notesWith({})).not.toContainEqual(expect.stringMatching(warned));
  });

  it('goes dark by its flag, then to segments, then to percentages, and back to the state before', async () => {
    const { deps, state } = await worldWithFlags();
    const segments = [{ segment: 'beta', bakeMs: 1000 }];
    const how = { flag: 'new-pricing', off: true, segments, steps: [{ percent: 50, bakeMs: 1000 }] };
    for (const { targets } of state.catalogue.services) for (const target of targets) target.releaseFlags = [how];
    const { steps, staysFrom } = await stepsOf(deps, wants());
    const changes = steps.flatMap(({ action }) => (action.kind === 'flag.set' ? action.change : []));
    expect(changes).toEqual([
      { kind: 'kill' },
      { kind: 'set', enabled: true, percentage: 0, segments: ['beta'] },
      { kind: 'set', enabled: true, percentage: 50 },
    ]);
    const dark = steps.findIndex(({ action }) => action.kind === 'flag.set');
    const members = steps.findIndex(({ action }) => action.kind === 'flag.set' && action.change.kind === 'set');
    expect([dark, members]).toEqual([0, staysFrom]);
    expect(steps[members + 1]?.action).toMatchObject({ kind: 'bake', flag: 'new-pricing', segment: 'beta' });
    expect(steps[members]?.undo).toMatchObject([
      { kind: 'flag.restore', before: { flag: 'new-pricing', segments: [] } },
    ]);
  });

  it('leaves a flag alone that is on for all', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 100 });
    const { kinds, staysFrom, notes } = await stepsOf(deps, named);
    expect(kinds).not.toContain('flag.set');
    expect(staysFrom).toBeUndefined();
    expect(notes).toContain('new-pricing is at 100 % already and stays.');
  });

  it('asks no flag service where no flag moves, nor on the way to an older version', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.fail(serviceDown);
    expect((await stepsOf(deps, wants())).kinds).not.toContain('flag.set');
  });

  it.each<[string, (flags: Awaited<ReturnType<typeof worldWithFlags>>['flags']) => void, RegExp, RegExp]>([
    [
      'archived',
      (flags) => flags.byHand('new-pricing', 'mika', { stands: 'archived' }),
      /is archived/,
      /bring it back/,
    ],
    [
      'not to be said in one percentage',
      (flags) => flags.byHand('new-pricing', 'mika', { percentage: null }),
      /one percentage/,
      /one rule/,
    ],
    ['out of reach', (flags) => flags.fail(serviceDown), /nobody answers/, /wait/],
    [
      'moved by somebody else',
      (flags) => flags.master('new-pricing', { kind: 'guarded-rollout', words: 'is in a guarded rollout' }),
      /new-pricing is in a guarded rollout/,
      /end that first/,
    ],
  ])('is refused, with what to do, where the flag is %s', async (_, prepare, detail, remedy) => {
    const { deps, flags } = await worldWithFlags();
    prepare(flags);
    const drafted = await draft(deps, named);
    expect(drafted).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'flag-unfit',
        obstacles: [{ detail: expect.stringMatching(detail), remedy: expect.stringMatching(remedy) }],
      },
    });
    expect(flags.writes).toEqual([]);
  });

  it('is refused where nobody knows the flag, with the one that was probably meant', async () => {
    const { deps } = await worldWithFlags();
    for (const [flag, remedy] of [
      ['new-pricin', 'did you mean new-pricing?'],
      ['zebra', 'create it there first'],
    ]) {
      const drafted = await draft(deps, wants({ flags: [flag ?? ''] }));
      const detail = `there is no flag ${flag} in production`;
      expect(drafted).toMatchObject({
        refusal: { obstacles: [{ detail, remedy: expect.stringContaining(remedy ?? '') }] },
      });
    }
  });

  it('is refused where its steps name a segment that is not there, with the one that was probably meant', async () => {
    const { deps, state, flags } = await worldWithFlags();
    const segments = [{ segment: 'bta', bakeMs: 1000 }];
    const how = { flag: 'new-pricing', off: true, segments, steps: [{ percent: 50, bakeMs: 1000 }] };
    for (const { targets } of state.catalogue.services) for (const target of targets) target.releaseFlags = [how];
    const obstacles = [{ detail: expect.stringContaining('bta'), remedy: 'did you mean beta?' }];
    expect(await draft(deps, wants())).toMatchObject({ refusal: { code: 'flag-unfit', obstacles } });
    flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 100 });
    expect((await draft(deps, wants())).kind).not.toBe('refused');
  });

  it('says in the plan what is good to know of the flag', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.remark('new-pricing', ['is marked as stale']);
    const { notes } = await stepsOf(deps, named);
    expect(notes.join()).toContain('flag new-pricing is marked as stale. What to do: ask those who keep it');
  });

  it('is refused where the catalogue names no flag service', async () => {
    const { deps } = await createRequestWorld();
    const drafted = await draft(deps, named);
    expect(drafted).toMatchObject({
      refusal: { code: 'flag-unfit', obstacles: [{ remedy: expect.stringContaining('set `flags`') }] },
    });
  });
});
