import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/domain/release.ts';
import type { Kube } from '../../../src/platform/kube.ts';
import { createWhatRuns } from '../../../src/requests/what-runs.ts';
import { aoi } from '../../support/people.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { type ReleaseStory, releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { createRequestWorld } from '../../support/request-world.ts';

/** What runs where over a cluster whose production can be held up, and a memory of these releases; counts what is read. */
async function table(past: Record<string, ReleaseStory> = {}) {
  const world = await createRequestWorld();
  const read = { cluster: 0, logs: [] as string[] };
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const state = { slow: false };
  const kube: Kube = {
    ...world.kube,
    get: async (ref) => {
      read.cluster += 1;
      if (state.slow && ref.namespace === 'production') await held;
      return world.kube.get(ref);
    },
  };
  const store: typeof world.deps.store = {
    ...world.deps.store,
    history: async ({ service, environment }) =>
      service === 'checkout' && environment === 'production' ? Object.keys(past) : [],
    load: async (id) => {
      read.logs.push(id);
      const story = past[id];
      return story ? { kind: 'found', events: story.events, latest: null } : { kind: 'missing' };
    },
  };
  const whatRuns = createWhatRuns({ ...world.deps, store, clusters: () => kube });
  const { services } = world.deps.catalogue();
  const look = async (live: readonly Release[] = [], withinMs?: number) =>
    (await whatRuns(services, live, withinMs)).map(({ service, places }) => ({ service, places }));
  const production = async (live: readonly Release[] = []) => (await look(live))[0]?.places[1];
  return { look, production, state, free: () => free(), read, clock: world.clock };
}

/** Since when the world's cluster has what it runs, as far as that can tell. */
const rolledOut = Date.UTC(2026, 0, 1);

const place = (environment: string, version: string | null) => ({
  environment,
  version,
  digest: version && `sha256:${version}`,
  since: version && rolledOut,
  by: null,
  live: null,
});
const rows = (production: string | null) => [place('staging', '2.4.1'), place('production', production)];

/** A release that has brought 2.4.0 in, as the world's cluster runs it. */
function brought(): ReleaseStory {
  const plan = examplePlan();
  const image = `${plan.target.repository}:2.4.0@sha256:2.4.0`;
  return successStory({ plan: { ...plan, to: { version: '2.4.0', image } } });
}

describe('what runs where', () => {
  it('is the version by service and environment; since when it was rolled out, where nobody remembers more', async () => {
    const { look } = await table();
    expect(await look()).toEqual([
      { service: 'checkout', places: rows('2.4.0') },
      { service: 'search', places: rows('2.4.0') },
    ]);
  });

  it('is unknown only where the cluster is slow, and known later without another look', async () => {
    const { look, state, free, read } = await table();
    state.slow = true;
    expect((await look([], 0))[0]).toEqual({ service: 'checkout', places: rows(null) });
    free();
    const before = read.cluster;
    expect((await look())[0]).toEqual({ service: 'checkout', places: rows('2.4.0') });
    expect(read.cluster - before).toBeLessThanOrEqual(2);
  });

  it('is remembered for ten seconds', async () => {
    const { look, read, clock } = await table();
    await look();
    const once = read.cluster;
    await look();
    expect(read.cluster).toBe(once);
    clock.passTo(clock.now() + 10_001);
    await look();
    expect(read.cluster).toBe(2 * once);
  });
});

describe('since when and by whom', () => {
  it('is told by the last release that brought it in, not by one that went back', async () => {
    const story = brought();
    const { production } = await table({ r2: rollbackStory(), r1: story });
    expect(await production()).toMatchObject({ version: '2.4.0', since: story.now, by: aoi });
  });

  it('is by nobody where somebody else has put another version there', async () => {
    const { production } = await table({ r1: successStory() });
    expect(await production()).toMatchObject({ version: '2.4.0', since: rolledOut, by: null });
  });

  it('is read from each log once, but for those that are not over', async () => {
    const { production, read } = await table({ r3: releaseStory(), r2: rollbackStory(), r1: brought() });
    await production();
    expect(read.logs).toEqual(['r3', 'r2', 'r1']);
    await production();
    expect(read.logs).toEqual(['r3', 'r2', 'r1', 'r3']);
  });

  it('comes with what is live there, but for what waits for another release, and for trains', async () => {
    const { release } = releaseStory().approve().start();
    const { production, look } = await table();
    expect((await production([release]))?.live).toBe(release);
    const queued: Release = {
      ...release,
      phase: { kind: 'queued', behind: { number: 1, version: '2.4.0' }, expiresAt: 0, error: null },
    };
    expect((await production([queued]))?.live).toBeNull();
    expect((await look([release]))[1]?.places.map(({ live }) => live)).toEqual([null, null]);
  });
});
