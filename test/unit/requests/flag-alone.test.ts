import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/domain/target.ts';
import { gateKinds } from '../../../src/gates/index.ts';
import { ask } from '../../../src/requests/ask.ts';
import { draft } from '../../../src/requests/draft.ts';
import { flagTable } from '../../../src/requests/flag-table.ts';
import { serviceDown } from '../../support/fake-flags.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const to = (percent: number) => ({ flag: 'new-pricing', to: { kind: 'share' as const, percent } });
const wanted = (percent: number, environment: string | null = 'production') =>
  wants({ version: `new-pricing at ${percent} %`, environment, flag: to(percent) });

/** A world whose catalogue names a flag service for every target, and new-pricing at 5 %. */
async function worldWithFlags(more: Partial<Target> = {}) {
  const world = await createRequestWorld();
  const { catalogue } = world.state;
  const flags = { kind: 'unleash', url: 'https://unleash.example' };
  world.state.catalogue = {
    ...catalogue,
    services: catalogue.services.map((service) => ({
      ...service,
      targets: service.targets.map((target) => ({ ...target, flags, ...more })),
    })),
  };
  world.flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 5 });
  return world;
}

describe('a request for a flag by itself', () => {
  it('asks the gates of people and time alone, and neither the registry nor the routes', async () => {
    const { deps, state } = await worldWithFlags();
    state.registry = 'down';
    const drafted = await draft(deps, wanted(25));
    if (drafted.kind === 'refused') throw new Error(JSON.stringify(drafted.refusal));
    const asked = drafted.gates.map(({ gate }) => gate);
    const about = gateKinds.filter(({ about: what }) => what === 'versions').map(({ name }) => name);
    expect(asked).toContain('approvers');
    expect(about).toEqual(['different', 'forward', 'promoted']);
    expect(asked.filter((gate) => about.some((each) => each === gate))).toEqual([]);
    expect(drafted.refusal).toBeNull();
    expect(drafted.plan).toMatchObject({
      strategy: 'flag',
      flag: { ...to(25), from: 5 },
      from: { version: 'new-pricing at 5 %' },
      to: { version: 'new-pricing at 25 %' },
    });
  });

  it('goes to the first environment where the flag is otherwise, which has one release at a time', async () => {
    const { deps } = await worldWithFlags();
    const made = await ask(deps, { ...wanted(25, null), key: 'one' });
    expect(made.kind).toBe('created');
    const loaded = await deps.store.load('r1');
    expect(loaded).toMatchObject({ events: [{ request: { environment: 'staging', flag: to(25) } }] });
    const second = await ask(deps, wants({ key: 'two', environment: 'staging', version: '2.5.0' }));
    expect(second).toMatchObject({
      kind: 'refused',
      refusal: { code: 'busy', number: 1, live: { version: 'new-pricing at 25 %' } },
    });
  });

  it('names a flag that does not exist rather than the live release, which it would outlast', async () => {
    const { deps } = await worldWithFlags();
    await ask(deps, { ...wanted(25, 'staging'), key: 'one' });
    const misspelt = { flag: 'new-pricng', to: to(25).to };
    const asked = { ...wants({ version: 'new-pricng at 25 %', environment: 'staging', flag: misspelt }), key: 'two' };
    expect(await ask(deps, asked)).toMatchObject({
      refusal: { code: 'flag-unfit', obstacles: [{ remedy: 'did you mean new-pricing?' }] },
    });
    expect(await ask(deps, { ...wanted(50, 'staging'), key: 'three' })).toMatchObject({ refusal: { code: 'busy' } });
  });

  it('says in its plan that changes need consent there, which its token may not need', async () => {
    const { deps, flags } = await worldWithFlags();
    flags.consent = async () => 'Unleash takes changes in production as change requests';
    const drafted = await draft(deps, wanted(25));
    if (drafted.kind === 'refused') throw new Error(JSON.stringify(drafted.refusal));
    expect(drafted.plan).toMatchObject({ warnings: 1 });
    expect(drafted.plan.notes[0]).toMatch(/as change requests. What to do: let its token make changes without that/);
  });

  it('is refused where the flag is so already, whatever the catalogue says of it', async () => {
    const { deps } = await worldWithFlags();
    expect(await draft(deps, wanted(5))).toMatchObject({
      refusal: { code: 'flag-already', flag: 'new-pricing', to: '5 %' },
    });
  });

  it.each<[string, Partial<Target>, Parameters<typeof wanted>[0], RegExp]>([
    ['no service of flags is named', { flags: { kind: 'none' } }, 25, /names no flag service for checkout/],
    ['its service cannot keep the percentage', {}, 12.34, /which the service cannot keep/],
  ])('is refused where %s', async (_, more, percent, detail) => {
    const { deps, flags } = await worldWithFlags(more);
    expect(await draft(deps, wanted(percent))).toMatchObject({
      refusal: { code: 'flag-unfit', obstacles: [{ detail: expect.stringMatching(detail) }] },
    });
    expect(flags.writes).toEqual([]);
  });

  it('is refused where the catalogue lets only its own flags move, with a version as well', async () => {
    const { deps, flags } = await worldWithFlags({
      onlyListedFlags: true,
      releaseFlags: [{ flag: 'new-prices', off: true, asked: true, steps: [{ percent: 100, bakeMs: 1000 }] }],
    });
    const obstacles = [
      { detail: 'the catalogue does not name flag new-pricing for checkout', remedy: 'did you mean new-prices?' },
    ];
    expect(await draft(deps, wanted(25))).toMatchObject({ refusal: { code: 'flag-unfit', obstacles } });
    const withVersion = await draft(deps, wants({ flags: ['new-pricing'] }));
    expect(withVersion).toMatchObject({ refusal: { code: 'flag-unfit', obstacles } });
    flags.byHand('new-prices', 'mika', {});
    const plain = await draft(deps, wants());
    if (plain.kind === 'refused') throw new Error('refused');
    expect(plain.plan.steps.map(({ action }) => action.kind)).not.toContain('flag.set');
  });
});

describe('the table of flags', () => {
  const service = async (world: Awaited<ReturnType<typeof worldWithFlags>>) => {
    const found = world.state.catalogue.services.find(({ name }) => name === 'checkout');
    if (!found) throw new Error('no checkout');
    return found;
  };

  it('says how each flag stands in each environment, and which release moves it', async () => {
    const world = await worldWithFlags();
    await ask(world.deps, wanted(25, 'staging'));
    const table = await flagTable(world.deps, await service(world), { environment: null, page: 1 });
    expect(table?.rows).toMatchObject([
      {
        flag: 'new-pricing',
        cells: [
          {
            environment: 'staging',
            listed: 'no',
            moving: { number: 1, approved: false },
            seen: { state: { percentage: 5, changed: { by: 'mika' } } },
          },
          { environment: 'production', moving: null },
        ],
      },
    ]);
  });

  it('has a page for every eight flags, the last one where there are no more', async () => {
    const world = await worldWithFlags();
    for (let number = 10; number < 30; number += 1) world.flags.byHand(`flag-${number}`, 'mika', {});
    const at = async (page: number) => flagTable(world.deps, await service(world), { environment: 'staging', page });
    expect(await at(2)).toMatchObject({ page: 2, pages: 3, count: 21 });
    expect((await at(9))?.rows.map(({ flag }) => flag)).toEqual([
      'flag-26',
      'flag-27',
      'flag-28',
      'flag-29',
      'new-pricing',
    ]);
  });

  it('says what cannot be told, and is none where no service of flags is named', async () => {
    const world = await worldWithFlags({
      releaseFlags: [{ flag: 'new-pricing', off: true, steps: [{ percent: 100, bakeMs: 1000 }] }],
    });
    world.flags.fail(serviceDown);
    const table = await flagTable(world.deps, await service(world), { environment: 'staging', page: 1 });
    expect(table?.rows[0]?.cells).toMatchObject([
      { listed: 'always', seen: { kind: 'unseen', why: 'the flags: nobody answers' } },
    ]);
    const none = await worldWithFlags({ flags: { kind: 'none' } });
    expect(await flagTable(none.deps, await service(none), { environment: null, page: 1 })).toBeNull();
  });
});
