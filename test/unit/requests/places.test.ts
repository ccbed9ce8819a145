import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/domain/release.ts';
import { ask } from '../../../src/requests/ask.ts';
import { childrenOf } from '../../../src/requests/children.ts';
import { draft } from '../../../src/requests/draft.ts';
import { findRelease, inPlace, liveOfService, pastIn } from '../../../src/requests/queries.ts';
import type { Wanted } from '../../../src/steps/children.ts';
import { mika } from '../../support/people.ts';
import { createPlacesWorld } from '../../support/places-world.ts';
import { wants } from '../../support/request-world.ts';

type World = Awaited<ReturnType<typeof createPlacesWorld>>;

const at = (place: string, approvedBefore = false): Wanted => ({
  service: 'checkout',
  environment: `production/${place}`,
  version: '2.4.1',
  backwards: false,
  approvedBefore,
});

/** The train of all places, and how its releases are asked for. */
async function train(world: World) {
  const { deps, load } = world;
  const asked = await ask(deps, wants({ version: '2.4.1', environment: 'production' }));
  if (asked.kind !== 'created') throw new Error(JSON.stringify(asked));
  const claimed = await deps.store.claim(asked.id, null);
  if (claimed.kind !== 'found') throw new Error(claimed.kind);
  const { id } = asked;
  const { fencingToken } = claimed;
  const tell = ({ code }: { code: string }) => code;
  return { id, begin, children };

  async function children(release?: Release) {
    return childrenOf({ requests: deps, tell }, release ?? (await load(id)), fencingToken);
  }

  /** As the train does: what has begun stands in its log. */
  async function begin(wanted: Wanted): Promise<Release> {
    const release = await load(id);
    const begun = await (await children(release)).ask(wanted, deps.clock.now());
    if (begun.kind !== 'there') throw new Error(JSON.stringify(begun));
    const { child } = begun;
    await deps.store.append(id, release.version, [{ type: 'child.changed', at: deps.clock.now(), child }]);
    return load(child.id);
  }
}

async function approve({ deps, load }: World, { id, version, digest }: Release): Promise<Release> {
  const now = deps.clock.now();
  await deps.store.append(id, version, [
    { type: 'approved', at: now, by: mika, digest },
    { type: 'started', at: now },
  ]);
  return load(id);
}

describe('a version for an environment with places', () => {
  it('comes to all of them by one train', async () => {
    const world = await createPlacesWorld();
    const { id } = await train(world);
    const { plan, request } = await world.load(id);
    expect(request).toMatchObject({ environment: 'production', train: { kind: 'places' } });
    expect(plan.train).toEqual({
      kind: 'places',
      environment: 'production',
      stages: ['production/internal', 'production/eu', 'production/us'],
      onFailure: 'stop',
    });
    expect(plan.target).toMatchObject({ environment: 'production', approval: { required: 0 } });
    expect(plan.target).not.toHaveProperty('place');
    expect(plan.steps.map(({ action }) => action)).toMatchObject([
      { kind: 'release.run', environment: 'production/internal', approvals: 1 },
      { kind: 'release.soak', environment: 'production/internal', forMs: 30 * 60_000 },
      {
        kind: 'release.ring',
        sideBySide: 2,
        places: [{ environment: 'production/eu' }, { environment: 'production/us' }],
      },
    ]);
    expect(plan.notes.join()).toContain('no approval of its own for production/eu, production/us');
  });

  it('comes to one of them where that is named', async () => {
    const { deps, load } = await createPlacesWorld();
    const asked = await ask(deps, wants({ version: '2.4.1', environment: 'production/eu' }));
    if (asked.kind !== 'created') throw new Error(JSON.stringify(asked));
    const { plan } = await load(asked.id);
    expect(plan).not.toHaveProperty('train');
    expect(plan.target).toMatchObject({ namespace: 'eu', approval: { required: 1 } });
    expect(await deps.store.liveOf('checkout', 'production/eu')).toBe(asked.id);
  });

  it('leaves out places that run it already', async () => {
    const { deps } = await createPlacesWorld({ versions: { internal: '2.4.1', us: '2.4.1' } });
    const drafted = await draft(deps, wants({ version: '2.4.1', environment: 'production' }));
    if (drafted.kind !== 'drafted') throw new Error(JSON.stringify(drafted));
    expect(drafted.plan.train?.stages).toEqual(['production/eu']);
    expect(drafted.plan.notes.slice(0, 2)).toEqual([
      'production/internal runs 2.4.1 already, and is left out',
      'production/us runs 2.4.1 already, and is left out',
    ]);
  });

  it('comes through them where it goes through their environment, or up to one of them', async () => {
    const { deps } = await createPlacesWorld({ versions: { staging: '2.4.0' } });
    const through = async (environment: string) => {
      const train = { kind: 'environments' } as const;
      const drafted = await draft(deps, wants({ version: '2.4.1', environment, train }));
      return drafted.kind === 'drafted' ? drafted.plan.train?.stages : drafted.refusal;
    };
    expect(await through('production')).toEqual(['staging', 'production/internal', 'production/eu', 'production/us']);
    expect(await through('production/eu')).toEqual(['staging', 'production/internal', 'production/eu']);
  });

  it('goes next to the environment that does not have it everywhere', async () => {
    const { deps } = await createPlacesWorld({ versions: { internal: '2.4.1' } });
    const drafted = await draft(deps, wants({ version: '2.4.1', environment: null }));
    expect(drafted).toMatchObject({ kind: 'drafted', request: { environment: 'production' } });
  });

  it.each([
    ['an unknown place', wants({ environment: 'production/ue' }), ['staging', 'production', 'production/internal']],
    ['a way back', wants({ environment: 'production', backwards: true }), ['production/internal', 'production/eu']],
  ])('is refused for %s, with what there is', async (_, wanted, known) => {
    const { deps } = await createPlacesWorld();
    const refused = await draft(deps, wanted);
    expect(refused).toMatchObject({ kind: 'refused', refusal: { code: 'unknown-environment' } });
    expect(refused.kind === 'refused' && refused.refusal).toMatchObject({ known: expect.arrayContaining(known) });
  });

  it('is one train at a time, and holds none of the places', async () => {
    const world = await createPlacesWorld();
    await train(world);
    const again = await ask(world.deps, wants({ key: 'k2', version: '2.4.2', environment: 'production' }));
    expect(again).toMatchObject({ kind: 'refused', refusal: { code: 'busy' } });
    const one = await ask(world.deps, wants({ key: 'k3', version: '2.4.1', environment: 'production/us' }));
    expect(one).toMatchObject({ kind: 'created' });
  });
});

describe('the approval of a place', () => {
  it('counts for the others of its environment, and says so', async () => {
    const world = await createPlacesWorld();
    const { begin } = await train(world);
    const internal = await begin(at('internal'));
    expect(internal.plan.target.approval.required).toBe(1);
    expect(internal.plan.notes.join()).toContain('an approval counts for production/eu, production/us too');
    await approve(world, internal);
    const eu = await begin(at('eu', true));
    expect(eu.plan.target.approval.required).toBe(0);
    expect(eu.plan.notes.join()).toContain(`approved with #${internal.number} of its train`);
  });

  it('is asked for again where the image is another by then', async () => {
    const world = await createPlacesWorld({ production: '    requires: none' });
    const { begin } = await train(world);
    await approve(world, await begin(at('internal')));
    const { imagesOf } = world.deps;
    world.deps.imagesOf = (config) => ({
      ...imagesOf(config),
      async resolve(repository, version) {
        const image = `${repository}:${version}@sha256:other`;
        return { kind: 'found', image: { version, image, digest: 'sha256:other', commit: null, builtAt: null } };
      },
    });
    expect((await begin(at('eu', true))).plan.target.approval.required).toBe(1);
  });

  it('is waited for where people have been asked and have not answered, whether or not the train has noted it', async () => {
    const world = await createPlacesWorld();
    const { id, begin, children } = await train(world);
    const eu = await begin(at('eu'));
    const asked = async (place: string) => (await children()).ask(at(place, true), world.clock.now());
    const later = { kind: 'later', detail: `production/us waits for the approval of #${eu.number}` };
    expect(await asked('us')).toEqual(later);
    const noted = await world.load(id);
    const { children: _unnoted, ...unnoted } = noted;
    expect(await (await children(unnoted)).ask(at('us', true), world.clock.now())).toEqual(later);
    // Approved, and not begun yet.
    const { version, digest } = await world.load(eu.id);
    await world.deps.store.append(eu.id, version, [{ type: 'approved', at: world.clock.now(), by: mika, digest }]);
    expect(await asked('us')).toMatchObject({ kind: 'there' });
    expect((await world.load('r3')).plan.target.approval.required).toBe(0);
  });

  it('is asked for where nobody has approved any, and counts for the others then', async () => {
    const world = await createPlacesWorld();
    const { begin } = await train(world);
    const eu = await begin(at('eu', true));
    expect(eu.plan.target.approval.required).toBe(1);
    expect(eu.request.partOf).toMatchObject({ approves: ['production/us'] });
  });

  it('is asked for once the catalogue says so, and never counts for a way back', async () => {
    const world = await createPlacesWorld();
    const { begin } = await train(world);
    await approve(world, await begin(at('internal')));
    const { services } = world.state.catalogue;
    for (const target of services.flatMap(({ targets }) => targets)) if (target.place) target.place.asks = true;
    expect((await begin(at('us', true))).plan.target.approval.required).toBe(1);
  });
});

describe('releases of an environment with places', () => {
  it('are found by the environment, by one place, and by their train', async () => {
    const world = await createPlacesWorld();
    const { id, begin } = await train(world);
    const internal = await begin(at('internal'));
    const { store } = world.deps;
    const live = async (where: string | null) => (await liveOfService(store, 'checkout', where)).map((each) => each.id);
    expect((await live('production')).sort()).toEqual([id, internal.id]);
    expect(await live('production/internal')).toEqual([internal.id]);
    expect(await live('production/eu')).toEqual([]);
    expect((await findRelease(store, 'checkout', 'production'))?.release.id).toBe(id);
    const all = await liveOfService(store, 'checkout', 'production');
    expect(inPlace(all, 'production').map((each) => each.id)).toEqual([id]);
    expect(
      inPlace(all)
        .map((each) => each.id)
        .sort(),
    ).toEqual([id, internal.id]);
    const past = await pastIn(store, { service: 'checkout', environment: 'production' }, 9);
    expect(past.map((each) => each.id).sort()).toEqual([id, internal.id]);
  });
});
