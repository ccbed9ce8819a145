import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
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
    expect(release?.gates.map(({ gate, answer }) => [gate, answer])).toEqual([
      ['different', 'pass'],
      ['forward', 'pass'],
      ['promoted', 'pass'],
      ['approvers', 'pass'],
    ]);
  });

  it('writes nothing to the cluster', async () => {
    const { deps, kube } = await createRequestWorld();
    await ask(deps, wants());
    expect(kube.journal).toEqual([]);
  });

  it('gives the same digest for the same plan', async () => {
    const { deps } = await createRequestWorld();
    const [one, two] = [await draft(deps, wants()), await draft(deps, wants({ key: 'other', reason: 'another' }))];
    expect(one.kind === 'drafted' && two.kind === 'drafted' && one.digest === two.digest).toBe(true);
  });

  it('takes the next environment for the version when none is named', async () => {
    const { deps } = await createRequestWorld();
    const [here, next] = [
      await draft(deps, wants({ environment: null })),
      await draft(deps, wants({ environment: null, version: '2.5.0' })),
    ];
    expect(here.kind === 'drafted' && here.request.environment).toBe('production');
    expect(next.kind === 'drafted' && next.request.environment).toBe('staging');
  });

  it.each([
    ['unknown-service', { service: 'chekout' }, ['checkout']],
    ['unknown-environment', { environment: 'prod' }, ['production']],
    ['unknown-strategy', { strategy: 'canry' }, ['canary']],
    ['unknown-version', { version: '2.4.9' }, ['2.4.1', '2.5.0']],
    ['already-running', { version: '2.4.0' }, undefined],
    ['would-go-back', { version: '2.3.0' }, undefined],
    ['not-promoted', { version: '2.5.0' }, undefined],
  ] as const)('refuses: %s', async (code, change, suggestions) => {
    const { deps, kube } = await createRequestWorld();
    const refused = await ask(deps, wants(change));
    expect(refused).toMatchObject({ kind: 'refused', refusal: { code } });
    if (suggestions) expect(refused.kind === 'refused' && refused.refusal.suggestions).toEqual(suggestions);
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
      refusal: { code: 'workload-missing', facts: { what: 'Service checkout' } },
    });
    kube.drop({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'production', name: 'checkout' });
    expect(await ask(deps, wants())).toMatchObject({
      refusal: { code: 'workload-missing', facts: { what: 'Deployment checkout' } },
    });
  });

  it('says that cluster or registry cannot be reached, and starts nothing', async () => {
    const { deps, state, breakCluster } = await createRequestWorld();
    state.registry = 'down';
    expect(await ask(deps, wants())).toMatchObject({ refusal: { code: 'registry-unreachable' } });
    breakCluster();
    expect(await ask(deps, wants())).toMatchObject({
      refusal: { code: 'cluster-unreachable', facts: { detail: 'timeout after 5 s' } },
    });
    expect(await deps.store.live()).toEqual([]);
  });

  it('refuses what nobody could approve', async () => {
    const { deps } = await createRequestWorld();
    const refused = await ask({ ...deps, people: { ...deps.people, membersOf: async () => ['U0AOI'] } }, wants());
    expect(refused).toMatchObject({ refusal: { code: 'nobody-can-approve' } });
  });

  it('has one live release: the second hears who is at it, the same ask again hears nothing new', async () => {
    const { deps } = await createRequestWorld();
    await ask(deps, wants());
    expect(await ask(deps, wants({ key: 'k2' }))).toMatchObject({
      refusal: { code: 'busy', facts: { number: '1', by: 'U0AOI', version: '2.4.1' } },
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
      refusal: { code: 'overtaken', facts: { number: '1', other: '2.4.1', askedMs: '12000' } },
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
