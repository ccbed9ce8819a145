import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { StaleWriter } from '../../../src/platform/kube/fence.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { ask } from '../../../src/requests/ask.ts';
import { childrenOf } from '../../../src/requests/children.ts';
import type { Wanted } from '../../../src/steps/children.ts';
import { aoi, mika } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const staging: Wanted = { service: 'checkout', environment: 'staging', version: '2.5.0', backwards: false };
const train = { kind: 'environments' } as const;

async function world() {
  const made = await createRequestWorld();
  const { deps } = made;
  const asked = await ask(deps, wants({ version: '2.5.0', environment: 'production', train }));
  if (asked.kind !== 'created') throw new Error(JSON.stringify(asked));
  const claimed = await deps.store.claim(asked.id, null);
  if (claimed.kind !== 'found') throw new Error(claimed.kind);
  const tell = ({ code }: { code: string }) => code;
  const children = async (token = claimed.fencingToken) =>
    childrenOf({ requests: deps, tell }, await load(asked.id), token);
  return { ...made, id: asked.id, children, load };

  async function load(id: string): Promise<Release> {
    const found = await deps.store.load(id);
    if (found.kind !== 'found') throw new Error(found.kind);
    return foldLog(found.events);
  }
}

describe('the releases of a train', () => {
  it('are asked for once, however often, and carry the train that they are part of', async () => {
    const { children, deps, load, id } = await world();
    const first = await (await children()).ask(staging, deps.clock.now());
    const again = await (await children()).ask(staging, deps.clock.now());
    expect(again).toEqual(first);
    expect(first).toMatchObject({ kind: 'there', child: { environment: 'staging', state: 'running' } });
    expect(await deps.store.live()).toHaveLength(2);
    const child = await load('r2');
    expect(child.request).toMatchObject({ by: aoi, partOf: { train: id, number: 1 }, backwards: false });
  });

  it('are found by what they are part of, though nobody has noted them', async () => {
    const { children, deps } = await world();
    expect(await (await children()).find(staging)).toBeNull();
    await (await children()).ask(staging, deps.clock.now());
    expect(await (await children()).find(staging)).toMatchObject({ id: 'r2' });
  });

  it('are found, and asked for once, by a worker whose clock is behind the one that made the train', async () => {
    const { deps, load, id } = await world();
    const claimed = await deps.store.claim(id, null);
    if (claimed.kind !== 'found') throw new Error(claimed.kind);
    const clock = { ...deps.clock, now: () => deps.clock.now() - 5000 };
    const requests = { ...deps, clock };
    const late = childrenOf({ requests, tell: ({ code }) => code }, await load(id), claimed.fencingToken);
    expect(await late.ask(staging, clock.now())).toMatchObject({ kind: 'there', child: { id: 'r2' } });
    expect(await late.find(staging)).toMatchObject({ id: 'r2' });
  });

  it('are none of those of a train that had its number before Redis lost everything', async () => {
    const { children, deps, load, id } = await world();
    await (await children()).ask(staging, deps.clock.now());
    const train = await load(id);
    const again = { ...train, requestedAt: train.requestedAt + 60_000 };
    const others = childrenOf({ requests: deps, tell: ({ code }) => code }, again, 1);
    expect(await others.find(staging)).toBeNull();
  });

  it('are not made for a worker that another has taken the train over from, nor for a train that is over', async () => {
    const { children, deps, id } = await world();
    await deps.store.claim(id, null);
    await expect((await children()).ask(staging, deps.clock.now())).rejects.toThrow(StaleWriter);
    expect(await deps.store.live()).toEqual([id]);
  });

  it('wait for another release in their place, and pass by one that has the version', async () => {
    const { children, deps } = await world();
    await ask(deps, wants({ key: 'other', version: '2.5.0', environment: 'staging' }));
    expect(await (await children()).ask(staging, deps.clock.now())).toEqual({ kind: 'later', detail: 'busy' });
    const known = { ...staging, version: '2.4.1' };
    await deps.store.append('r2', 1, [
      { type: 'finished', at: deps.clock.now(), outcome: 'withdrawn', by: null, reason: null },
    ]);
    expect(await (await children()).ask(known, deps.clock.now())).toEqual({ kind: 'needless' });
  });

  it('say what speaks against them for good', async () => {
    const { children, deps } = await world();
    const unknown = { ...staging, version: '9.9.9' };
    expect(await (await children()).ask(unknown, deps.clock.now())).toEqual({
      kind: 'refused',
      detail: 'unknown-version',
    });
  });

  it('are stopped once, and followed where they were asked for again', async () => {
    const { children, deps, load } = await world();
    await (await children()).ask(staging, deps.clock.now());
    await (await children()).abort('r2');
    await (await children()).abort('r2');
    expect((await load('r2')).version).toBe(2);
    await deps.store.append('r2', 2, [
      { type: 'finished', at: deps.clock.now(), outcome: 'withdrawn', by: null, reason: 'stable has changed' },
    ]);
    const { request } = await load('r2');
    await ask(deps, { ...request, key: `${request.key}-again` });
    expect(await (await children()).find(staging)).toMatchObject({ id: 'r3', state: 'running' });
  });

  it('know when somebody has put another version there', async () => {
    const { children } = await world();
    const detail = 'staging runs 2.4.1 by now, and not 2.5.0';
    expect(await (await children()).standing(staging)).toEqual({ kind: 'replaced', detail });
    expect(await (await children()).standing({ ...staging, version: '2.4.1' })).toEqual({ kind: 'well' });
  });

  it('are not sure of what runs while its pods are not ready, or its cluster does not answer', async () => {
    const { children, deps, kube } = await world();
    const running = { ...staging, version: '2.4.1' };
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'staging', name: 'checkout' };
    const status = { replicas: 3, updatedReplicas: 3, readyReplicas: 1 };
    kube.put({ ...kube.see(ref), status });
    const unready = 'Deployment checkout in staging has 1 of 3 pods ready';
    expect(await (await children()).standing(running)).toEqual({ kind: 'unsure', detail: unready });
    const away = async () => Promise.reject(new KubeError('unreachable', 'no answer'));
    deps.clusters = () => ({ ...kube, get: away });
    expect(await (await children()).standing(running)).toEqual({
      kind: 'unsure',
      detail: "can't tell how checkout is in staging: no answer",
    });
  });

  it('leave the place to whoever has released there since', async () => {
    const { children, deps } = await world();
    const back = { ...staging, backwards: true };
    expect(await (await children()).ask(back, deps.clock.now())).toEqual({
      kind: 'left',
      detail: 'somebody has released there since',
    });
  });
});

describe('a train', () => {
  it('excludes another of the same service, and no release of it', async () => {
    const { deps } = await world();
    const second = await ask(deps, wants({ key: 'k2', by: mika, version: '2.5.0', environment: 'production', train }));
    expect(second).toMatchObject({ kind: 'refused', refusal: { code: 'busy', number: 1 } });
    const other = await ask(deps, wants({ key: 'k3', version: '2.5.0', environment: 'staging' }));
    expect(other).toMatchObject({ kind: 'created' });
  });

  it('leaves out environments that have the version, and says so', async () => {
    const { deps } = await createRequestWorld();
    const asked = await ask(deps, wants({ version: '2.4.1', environment: 'production', train }));
    if (asked.kind !== 'created') throw new Error(JSON.stringify(asked));
    const found = await deps.store.load(asked.id);
    if (found.kind !== 'found') throw new Error(found.kind);
    const { plan } = foldLog(found.events);
    expect(plan.train).toEqual({ kind: 'environments', stages: ['production'], onFailure: 'stop' });
    expect(plan.notes).toEqual(['staging runs 2.4.1 already, and is left out']);
  });

  it('is refused where its first release would be', async () => {
    const { deps } = await createRequestWorld();
    const unknown = await ask(deps, wants({ version: '9.9.9', environment: 'production', train }));
    expect(unknown).toMatchObject({ kind: 'refused', refusal: { code: 'unknown-version' } });
    const older = await ask(deps, wants({ key: 'k2', version: '2.3.0', environment: 'production', train }));
    expect(older).toMatchObject({ kind: 'refused', refusal: { code: 'would-go-back', environment: 'staging' } });
  });

  it('needs no approval of its own, and counts as no release of its environment', async () => {
    const { deps, load, id } = await world();
    const { plan } = await load(id);
    expect(plan.target.approval.required).toBe(0);
    expect(plan.steps.map(({ action }) => action)).toMatchObject([
      { kind: 'release.run', environment: 'staging', approvals: 0 },
      { kind: 'release.soak', forMs: 900_000 },
      { kind: 'release.run', environment: 'production', approvals: 1 },
    ]);
    expect(await deps.store.liveOf('checkout', 'production')).toBeNull();
    expect(await deps.store.history({ service: 'checkout', environment: 'production', limit: 9 })).toEqual([]);
    expect(await deps.store.history({ service: 'checkout', limit: 9 })).toEqual([id]);
  });
});
