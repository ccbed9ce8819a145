import { describe, expect, it } from 'vitest';
import { backFrom } from '../../../src/requests/back-from.ts';
import { findRelease } from '../../../src/requests/queries.ts';
import type { RollBackRequest } from '../../../src/requests/roll-back.ts';
import { rollBack } from '../../../src/requests/roll-back.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika, ren } from '../../support/people.ts';
import { createRequestWorld } from '../../support/request-world.ts';

type Given = Parameters<typeof createRequestWorld>[0];

const where = { service: 'checkout', environment: 'production' };

async function world(given: Given = {}) {
  const made = await createRequestWorld(given);
  let asks = 0;
  const back = (change: Partial<RollBackRequest> = {}) => {
    asks += 1;
    return rollBack(made.deps, { by: ren, ...where, reason: null, key: `back-${asks}`, channel: 'C1', ...change });
  };
  const release = async (number: number) => {
    const found = await findRelease(made.deps.store, `#${number}`, null);
    if (!found) throw new Error(`no release ${number}`);
    return found.release;
  };
  /** What the last release was to bring in runs, and it is over. */
  const succeed = async (number: number) => {
    const { id, version, plan } = await release(number);
    const at = made.deps.clock.now();
    await made.deps.store.append(id, version, [
      { type: 'started', at },
      { type: 'finished', at, outcome: 'succeeded', by: null, reason: null },
    ]);
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'production', name: 'checkout' };
    const container = { name: 'app', image: plan.to.image };
    await patchObject(made.kube, ref, { spec: { template: { spec: { containers: [container] } } } });
  };
  return { ...made, back, release, succeed };
}

describe('going back to a version that is named', () => {
  it('needs no history, and is approved like a new version where nothing says that it ran there', async () => {
    const { back, release } = await world();
    expect(await back({ to: '2.3.0' })).toMatchObject({ kind: 'created' });
    const { plan, gates } = await release(1);
    expect(plan).toMatchObject({ rollback: { pace: 'at-once' }, strategy: 'blue-green', to: { version: '2.3.0' } });
    expect(plan.target.approval).toMatchObject({ required: 1, groups: ['leads'] });
    expect(plan.notes.join('\n')).toContain('Nothing says that 2.3.0 has run in production');
    expect(gates.map(({ gate }) => gate)).toEqual(['different', 'approvers']);
  });

  it('needs nobody where it ran there, and compares with nothing', async () => {
    const { back, release, succeed } = await world();
    await back({ to: '2.3.0' });
    await succeed(1);
    expect(await back({ to: '2.4.0' })).toMatchObject({ kind: 'created' });
    const { target } = (await release(2)).plan;
    expect(target.approval.required).toBe(0);
    expect(target.analysis.judge).toBe('threshold');
    expect(target.signals?.map(({ judge }) => judge)).toEqual(target.signals?.map(() => 'threshold'));
  });

  it('carefully goes by the strategy of the service', async () => {
    const { back, release } = await world();
    await back({ to: '2.3.0', pace: 'careful' });
    expect((await release(1)).plan).toMatchObject({ rollback: { pace: 'careful' }, strategy: 'canary' });
  });

  it('is rolled where there is no traffic to move, and says why', async () => {
    const { back, release } = await world({
      text: `version: 1
clusters: { main: { context: main } }
environments:
  production: { cluster: main, protected: true, approval: { required: 1, groups: [leads], rollback: { required: 1, groups: [sres] } } }
services:
  checkout: { image: registry.example/checkout, channel: C1, strategy: blue-green, workload: { container: app, service: none } }
`,
    });
    await back({ to: '2.3.0' });
    const { plan } = await release(1);
    expect(plan.strategy).toBe('rolling');
    expect(plan.notes.join('\n')).toContain('Not by blue-green, which would be quicker: ');
  });

  it('is refused where it is newer and never ran there', async () => {
    const { back } = await world();
    expect(await back({ to: '2.5.0' })).toMatchObject({ refusal: { code: 'never-ran', from: '2.4.0' } });
  });

  it('is agreed to by those whom the catalogue names for it', async () => {
    const { back, release, succeed } = await world({
      text: `version: 1
clusters: { main: { context: main } }
environments:
  production: { cluster: main, protected: true, approval: { required: 1, groups: [leads], rollback: { required: 1, groups: [leads], selfApproval: true } } }
services:
  checkout: { image: registry.example/checkout, channel: C1, traffic: { kind: istio, virtualService: checkout }, workload: { container: app } }
`,
    });
    await back({ to: '2.3.0' });
    expect((await release(1)).plan.target.approval).toMatchObject({ required: 1, selfApproval: false });
    await succeed(1);
    await back({ to: '2.4.0' });
    expect((await release(2)).plan.target.approval).toMatchObject({ required: 1, selfApproval: true });
  });

  it('stops a live release only where that comes from this very version', async () => {
    const { back, release, deps } = await world();
    await back({ to: '2.3.0' });
    const { id, version } = await release(1);
    await deps.store.append(id, version, [{ type: 'started', at: deps.clock.now() }]);
    expect(await back({ to: '2.4.1' })).toMatchObject({ kind: 'refused', refusal: { code: 'busy' } });
    expect(await back({ to: '2.4.0', by: mika })).toMatchObject({ kind: 'ask-again' });
  });
});

describe('going back once more', () => {
  it('does not bring back what people went away from', async () => {
    const { back, succeed } = await world();
    await back({ to: '2.3.0' });
    await succeed(1);
    expect(await back()).toMatchObject({ kind: 'refused', refusal: { code: 'nothing-to-roll-back' } });
  });
});

describe('the way back of a release that is over', () => {
  it('is there until another one comes', async () => {
    const { deps, back, release, succeed } = await world();
    await back({ to: '2.3.0' });
    expect(await backFrom(deps, await release(1))).toEqual({ kind: 'nothing' });
    await succeed(1);
    expect(await backFrom(deps, await release(1))).toEqual({ kind: 'possible' });
    await back({ to: '2.4.0' });
    expect(await backFrom(deps, await release(1))).toMatchObject({ kind: 'live', by: { number: 2 } });
    await succeed(2);
    expect(await backFrom(deps, await release(1))).toMatchObject({ kind: 'since', by: { number: 2 } });
  });
});
