import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import { gateKinds } from '../../../src/gates/index.ts';
import { ask } from '../../../src/requests/ask.ts';
import { reject } from '../../../src/requests/decide.ts';
import { draft } from '../../../src/requests/draft.ts';
import { mika } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

describe('asking for a release', () => {
  it('makes a release with plan, digest and gates, and wakes it', async () => {
    const { deps, woken } = await createRequestWorld();
    expect(await ask(deps, wants())).toEqual({ kind: 'created', id: 'r1', number: 1, channel: 'C1' });
    expect(woken).toEqual(['r1']);
    const loaded = await deps.store.load('r1');
    const release = loaded.kind === 'found' ? foldLog(loaded.events) : null;
    expect(release?.plan).toMatchObject({
      strategy: 'canary',
      from: { version: '2.4.0' },
      to: { version: '2.4.1' },
      replicas: 3,
    });
    expect(release?.plan.to.image).toContain('@sha256:');
    expect(release?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(release?.gates.map(({ gate, answer }) => [gate, answer])).toEqual(
      gateKinds
        .filter(({ at, setting }) => setting === null && at.some((point) => point === 'request'))
        .map(({ name }) => [name, 'pass']),
    );
  });

  it('writes nothing to the cluster', async () => {
    const { deps, kube } = await createRequestWorld();
    await ask(deps, wants());
    expect(kube.journal).toEqual([]);
  });

  it('gives the same digest for the same plan', async () => {
    const { deps } = await createRequestWorld();
    const one = await draft(deps, wants());
    const digest = one.kind === 'drafted' ? one.digest : null;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await draft(deps, wants({ key: 'other', reason: 'another' }))).toMatchObject({ kind: 'drafted', digest });
  });

  it('takes the next environment for the version when none is named', async () => {
    const { deps } = await createRequestWorld();
    const [here, next] = [
      await draft(deps, wants({ environment: null })),
      await draft(deps, wants({ environment: null, version: '2.5.0' })),
    ];
    expect(here).toMatchObject({ kind: 'drafted', request: { environment: 'production' } });
    expect(next).toMatchObject({ kind: 'drafted', request: { environment: 'staging' } });
  });

  it.each([
    ['unknown-service', { service: 'chekout' }, { suggestions: ['checkout'], known: ['checkout', 'search'] }],
    ['unknown-environment', { environment: 'prod' }, { suggestions: ['production'], known: ['staging', 'production'] }],
    ['unknown-strategy', { strategy: 'canry' }, { suggestions: ['canary'], strategy: 'canry' }],
    ['unknown-version', { version: '2.4.9' }, { suggestions: ['2.4.1', '2.5.0'], version: '2.4.9' }],
    ['already-running', { version: '2.4.0' }, { version: '2.4.0', environment: 'production' }],
    ['would-go-back', { version: '2.3.0' }, { version: '2.3.0', from: '2.4.0' }],
    ['not-promoted', { version: '2.5.0' }, { version: '2.5.0', requires: 'staging' }],
  ] as const)('refuses: %s', async (code, change, facts) => {
    const { deps, kube } = await createRequestWorld();
    expect(await ask(deps, wants(change))).toMatchObject({ kind: 'refused', refusal: { code, ...facts } });
    expect(await deps.store.live()).toEqual([]);
    expect(kube.journal).toEqual([]);
  });

  it('refuses names that only prototypes know', async () => {
    const { deps } = await createRequestWorld();
    for (const strategy of ['constructor', '__proto__', 'toString']) {
      expect(await ask(deps, wants({ strategy }))).toMatchObject({ refusal: { code: 'unknown-strategy' } });
    }
  });

  it('says what of the catalogue the cluster does not have', async () => {
    const { deps, kube } = await createRequestWorld();
    kube.drop({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      namespace: 'production',
      name: 'checkout',
    });
    expect(await ask(deps, wants())).toMatchObject({ refusal: { code: 'route-missing' } });
    kube.drop({ apiVersion: 'v1', kind: 'Service', namespace: 'production', name: 'checkout' });
    expect(await ask(deps, wants())).toMatchObject({
      refusal: { code: 'workload-missing', what: 'Service checkout' },
    });
    kube.drop({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'production', name: 'checkout' });
    expect(await ask(deps, wants())).toMatchObject({
      refusal: { code: 'workload-missing', what: 'Deployment checkout' },
    });
  });

  it('says that cluster or registry cannot be reached, and starts nothing', async () => {
    const { deps, state, breakCluster } = await createRequestWorld();
    state.registry = 'down';
    expect(await ask(deps, wants())).toMatchObject({ refusal: { code: 'registry-unreachable' } });
    breakCluster();
    expect(await ask(deps, wants())).toMatchObject({
      refusal: { code: 'cluster-unreachable', detail: 'timeout after 5 s' },
    });
    expect(await deps.store.live()).toEqual([]);
  });

  it('refuses what nobody could approve', async () => {
    const { deps } = await createRequestWorld();
    const refused = await ask({ ...deps, people: { ...deps.people, membersOf: async () => ['U0AOI'] } }, wants());
    expect(refused).toMatchObject({
      refusal: { code: 'nobody-can-approve', approvers: ['@leads'], required: 1, able: 0 },
    });
  });

  it('has one live release: the second hears who is at it, the same ask again hears nothing new', async () => {
    const { deps } = await createRequestWorld();
    await ask(deps, wants());
    expect(await ask(deps, wants({ key: 'k2' }))).toMatchObject({
      refusal: { code: 'busy', number: 1, live: { by: 'U0AOI', version: '2.4.1', percent: 0 } },
    });
    expect(await ask(deps, wants())).toEqual({ kind: 'repeated', id: 'r1' });
  });

  it('asks the cluster nothing about what is being released', async () => {
    const { deps, breakCluster } = await createRequestWorld();
    await ask(deps, wants());
    breakCluster();
    expect(await ask(deps, wants({ key: 'k2' }))).toMatchObject({ refusal: { code: 'busy' } });
    expect(await ask(deps, wants())).toEqual({ kind: 'repeated', id: 'r1' });
    const slip = await ask(deps, wants({ key: 'k3', environment: 'prod' }));
    expect(slip).toMatchObject({ refusal: { code: 'unknown-environment' } });
  });

  it('starts nothing for an ask that is looked at only after another release has come and gone', async () => {
    const { deps, clock } = await createRequestWorld();
    const askedAt = clock.now();
    clock.passTo(askedAt + 12_000);
    await ask(deps, wants({ key: 'first' }), clock.now() - 1000);
    await reject(deps, 'r1', mika, 'not before the audit');
    expect(await ask(deps, wants({ key: 'late' }), askedAt)).toMatchObject({
      refusal: { code: 'overtaken', number: 1, other: '2.4.1', askedMs: 12_000 },
    });
    expect(await ask(deps, wants({ key: 'first' }), askedAt)).toEqual({ kind: 'repeated', id: 'r1' });
    expect(await ask(deps, wants({ key: 'late' }), clock.now())).toMatchObject({ kind: 'created' });
  });

  it('makes one release of many asks at once', async () => {
    const { deps } = await createRequestWorld();
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(deps, wants({ key: `k${index}` }))));
    expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'refused')).toHaveLength(19);
  });
});
