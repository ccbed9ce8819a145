import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { Release } from '../../../src/domain/release.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { ask } from '../../../src/requests/ask.ts';
import { childOf } from '../../../src/requests/child-standing.ts';
import { childrenOf } from '../../../src/requests/children.ts';
import type { NewRequest } from '../../../src/requests/place.ts';
import type { Wanted } from '../../../src/steps/children.ts';
import { aoi } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const ofSet = (set: string, change: Partial<NewRequest> = {}) =>
  wants({
    service: set,
    version: 'set',
    environment: null,
    train: { kind: 'set' },
    key: `the ask for ${set}`,
    ...change,
  });

async function world() {
  const made = await createRequestWorld();
  const { deps } = made;
  return { ...made, load, asked, children, child, finish, runs };

  async function load(id: string): Promise<Release> {
    const found = await deps.store.load(id);
    if (found.kind !== 'found') throw new Error(found.kind);
    return foldLog(found.events);
  }

  async function asked(set: string, change: Partial<NewRequest> = {}): Promise<{ id: string; plan: Plan }> {
    const result = await ask(deps, ofSet(set, change));
    if (result.kind !== 'created') throw new Error(JSON.stringify(result));
    return { id: result.id, plan: (await load(result.id)).plan };
  }

  async function children(id: string) {
    const claimed = await deps.store.claim(id, null);
    if (claimed.kind !== 'found') throw new Error(claimed.kind);
    return childrenOf({ requests: deps, tell: ({ code }) => code }, await load(id), claimed.fencingToken);
  }

  /** Its image is in. */
  function runs({ target: { service: name, environment: namespace }, to }: Pick<Plan, 'target' | 'to'>): void {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
    const object = made.kube.see(ref) as KubeObject & {
      spec: { template: { spec: { containers: { image: string }[] } } };
    };
    for (const container of object.spec.template.spec.containers) container.image = to.image;
    made.kube.put(object);
  }

  async function finish(id: string): Promise<void> {
    const { version } = await load(id);
    const end = { type: 'finished', at: deps.clock.now(), outcome: 'succeeded', by: null, reason: null } as const;
    await deps.store.append(id, version, [end]);
  }

  /** The train's release of a service has come in, and the train knows. */
  async function child(train: string, wanted: Wanted): Promise<Release> {
    const made = await (await children(train)).ask(wanted, deps.clock.now());
    if (made.kind !== 'there') throw new Error(JSON.stringify(made));
    const { id } = made.child;
    await finish(id);
    const at = deps.clock.now();
    const over = await load(id);
    runs(over.plan);
    const { version: known } = await load(train);
    await deps.store.append(train, known, [{ type: 'child.changed', at, child: childOf(over) }]);
    return over;
  }
}

const staging = (service: string, version: string, backwards = false): Wanted => ({
  service,
  environment: 'staging',
  version,
  backwards,
});

describe('a set that is asked for', () => {
  it('goes where a service lacks its version, and leaves out those that have it', async () => {
    const { asked } = await world();
    const { plan } = await asked('shop');
    expect(plan.target).toMatchObject({ service: 'shop', environment: 'staging' });
    expect(plan.train).toMatchObject({ kind: 'set', stages: ['checkout'] });
    expect(plan.notes).toEqual(['search runs 2.4.1 already in staging, and is left out']);
    expect(plan.steps.map(({ action }) => action)).toMatchObject([
      { kind: 'release.run', service: 'checkout', from: '2.4.1', version: '2.4.2', strategy: 'canary' },
    ]);
  });

  it('goes where it is sent, with what each service runs there', async () => {
    const { asked } = await world();
    const { plan } = await asked('later', { environment: 'staging' });
    expect(plan.steps.map(({ action }) => action)).toMatchObject([
      { service: 'search', from: '2.4.1', version: '2.5.0' },
      { service: 'checkout', from: '2.4.1', version: '2.5.0' },
    ]);
  });

  it('is refused before anything begins for what any of its services is refused for', async () => {
    const { deps } = await world();
    const lost = await ask(deps, ofSet('lost'));
    expect(lost).toMatchObject({ refusal: { code: 'unknown-version', service: 'checkout', version: '9.9.9' } });
    const tooFar = await ask(deps, ofSet('later', { environment: 'production' }));
    expect(tooFar).toMatchObject({ refusal: { code: 'not-promoted', service: 'search', requires: 'staging' } });
    expect(await deps.store.live()).toEqual([]);
  });

  it('is refused where nobody knows it, or its environment', async () => {
    const { deps } = await world();
    const unknown = await ask(deps, ofSet('shpo'));
    expect(unknown).toMatchObject({ refusal: { code: 'unknown-set', set: 'shpo', suggestions: ['shop'] } });
    const nowhere = await ask(deps, ofSet('shop', { environment: 'stagin' }));
    expect(nowhere).toMatchObject({ refusal: { code: 'unknown-environment', suggestions: ['staging'] } });
  });

  it('is not started where every service runs its version', async () => {
    const { deps, kube, state } = await world();
    const { catalogue } = state;
    const sets = catalogue.sets.map((set) => ({
      ...set,
      services: set.services.filter(({ version }) => version === '2.4.1'),
    }));
    state.catalogue = { ...catalogue, sets };
    const before = kube.all();
    const asked = await ask(deps, ofSet('shop', { environment: 'staging' }));
    expect(asked).toMatchObject({ kind: 'refused', refusal: { code: 'set-unneeded', back: false } });
    expect(kube.all()).toEqual(before);
  });

  it('excludes itself and no release of its services, each of which is asked for once', async () => {
    const { deps, asked, children, load } = await world();
    const { id } = await asked('later');
    const second = await ask(deps, ofSet('later', { key: 'again' }));
    expect(second).toMatchObject({ refusal: { code: 'busy', service: 'later', number: 1 } });
    const search = staging('search', '2.5.0');
    const first = await (await children(id)).ask(search, deps.clock.now());
    expect(await (await children(id)).ask(search, deps.clock.now())).toEqual(first);
    await (await children(id)).ask(staging('checkout', '2.5.0'), deps.clock.now());
    const keys = await Promise.all(['r2', 'r3'].map(async (each) => (await load(each)).request));
    expect(keys).toMatchObject([{ service: 'search', by: aoi }, { service: 'checkout' }]);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(2);
  });
});

describe('a set that goes back', () => {
  it('does so as a whole, the newest first, and only once', async () => {
    const { asked, child, load, finish } = await world();
    const { id } = await asked('later');
    await child(id, staging('search', '2.5.0'));
    await child(id, staging('checkout', '2.5.0'));
    await finish(id);
    const back = await asked('later', { key: 'back', train: { kind: 'set', back: id }, backwards: true });
    expect(back.plan.train).toMatchObject({ kind: 'set', stages: ['checkout', 'search'], back: true });
    expect(back.plan.steps.map(({ action }) => action)).toMatchObject([
      { service: 'checkout', from: '2.5.0', version: '2.4.1', backwards: true },
      { service: 'search', version: '2.4.1' },
    ]);
    const taken = await child(back.id, staging('checkout', '2.4.1', true));
    expect(taken.request).toMatchObject({ backwards: true, version: '2.4.1', partOf: { train: back.id } });
    expect(taken.request.image).toContain('@sha256:2.4.1');
    expect((await load(back.id)).children).toHaveLength(1);
  });

  it('leaves alone what somebody has released since, and says so', async () => {
    const { deps, asked, child, children, finish } = await world();
    const { id } = await asked('later');
    await child(id, staging('search', '2.5.0'));
    await child(id, staging('checkout', '2.5.0'));
    await finish(id);
    const other = await ask(
      deps,
      wants({ key: 'other', service: 'search', version: '2.4.2', environment: 'staging', backwards: true }),
    );
    if (other.kind !== 'created') throw new Error(JSON.stringify(other));
    await finish(other.id);
    const back = await asked('later', { key: 'back', train: { kind: 'set', back: id }, backwards: true });
    expect(back.plan.train?.stages).toEqual(['checkout']);
    expect(back.plan.notes).toEqual(['search is left alone: #4 has released 2.4.2 there since']);
    const left = await (await children(back.id)).ask(staging('search', '2.4.1', true), deps.clock.now());
    expect(left).toEqual({ kind: 'left', detail: 'somebody has released there since' });
  });

  it('leaves alone what somebody has set by hand since, by itself and where it is asked for', async () => {
    const { deps, asked, child, children, finish, runs } = await world();
    const { id } = await asked('later');
    const { plan } = await child(id, staging('search', '2.5.0'));
    runs({ ...plan, to: { version: 'hotfix', image: 'registry.example/search:hotfix' } });
    const why = 'staging runs hotfix by now, and not 2.5.0';
    const left = await (await children(id)).ask(staging('search', '2.5.0', true), deps.clock.now());
    expect(left).toEqual({ kind: 'left', detail: why });
    await finish(id);
    const back = await ask(deps, ofSet('later', { key: 'back', train: { kind: 'set', back: id }, backwards: true }));
    expect(back).toMatchObject({ refusal: { code: 'set-unneeded', left: [`search is left alone: ${why}`] } });
  });

  it('is refused where nothing is left to take back, with the reason for each', async () => {
    const { deps, asked, child, finish } = await world();
    const { id } = await asked('shop');
    await child(id, staging('checkout', '2.4.2'));
    await finish(id);
    const other = await ask(deps, wants({ key: 'other', version: '2.5.0', environment: 'staging' }));
    if (other.kind !== 'created') throw new Error(JSON.stringify(other));
    await finish(other.id);
    const back = await ask(deps, ofSet('shop', { key: 'back', train: { kind: 'set', back: id }, backwards: true }));
    const left = ['checkout is left alone: #3 has released 2.5.0 there since'];
    expect(back).toMatchObject({ refusal: { code: 'set-unneeded', back: true, left } });
  });
});
