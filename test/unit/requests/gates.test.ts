import { describe, expect, it } from 'vitest';
import { gateKinds } from '../../../src/gates/index.ts';
import { type Kube, KubeError } from '../../../src/platform/kube.ts';
import { ask } from '../../../src/requests/ask.ts';
import { control } from '../../../src/requests/control.ts';
import { gatesOf } from '../../../src/requests/gates.ts';
import { aoi, mika } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

/** Sluice with a staging that does not answer. */
async function withoutStaging() {
  const { deps, kube } = await createRequestWorld();
  const half: Kube = {
    ...kube,
    get: (ref) =>
      ref.namespace === 'staging' ? Promise.reject(new KubeError('unreachable', 'timeout after 5 s')) : kube.get(ref),
  };
  return { ...deps, clusters: () => half };
}

describe('a gate that cannot tell', () => {
  it('lets no request through, and does not say that the version has never run there', async () => {
    const deps = await withoutStaging();
    expect(await ask(deps, wants())).toMatchObject({
      kind: 'refused',
      refusal: { code: 'gate-unknown', detail: "can't look at staging: timeout after 5 s" },
    });
    expect(await deps.store.live()).toEqual([]);
  });

  it('is unknown where Slack does not say who is in a group', async () => {
    const { deps } = await createRequestWorld();
    const people = { ...deps.people, membersOf: () => Promise.reject(new Error('ratelimited')) };
    expect(await ask({ ...deps, people }, wants())).toMatchObject({
      kind: 'refused',
      refusal: { code: 'gate-unknown', detail: "can't tell who may approve: ratelimited" },
    });
  });
});

describe('a question that a gate has opened', () => {
  async function held(by = aoi) {
    const { deps, clock } = await createRequestWorld();
    await ask(deps, wants({ by }));
    const at = clock.now();
    await deps.store.append('r1', 1, [
      { type: 'started', at },
      { type: 'hold.opened', at, code: 'gate', detail: 'it is Friday evening', expiresAt: at + 1000 },
    ]);
    return deps;
  }

  it('is not answered with "go on" by who asked for the release, only by who may approve', async () => {
    const deps = await held();
    expect(await control(deps, 'r1', aoi, 'hold-go')).toMatchObject({
      refusal: { code: 'not-allowed', needs: 'gate-approver' },
    });
    expect(await control(deps, 'r1', mika, 'hold-go')).toMatchObject({ kind: 'changed' });
  });

  it('is not answered with "go on" by an approver who asked for it and may not approve their own', async () => {
    const deps = await held(mika);
    expect(await control(deps, 'r1', mika, 'hold-go')).toMatchObject({
      refusal: { code: 'not-allowed', needs: 'gate-approver', own: true },
    });
    expect(await control(deps, 'r1', mika, 'abort')).toMatchObject({ kind: 'changed' });
  });

  it('may be waited with by who asked, and is not got round by promoting', async () => {
    const deps = await held();
    expect(await control(deps, 'r1', mika, 'promote')).toMatchObject({ refusal: { code: 'not-possible-now' } });
    expect(await control(deps, 'r1', aoi, 'hold-wait')).toMatchObject({ kind: 'changed' });
  });
});

describe('the gates of a release that is about to start', () => {
  it('are those that are asked then, over the same world as the request', async () => {
    const { deps } = await createRequestWorld();
    await ask(deps, wants());
    const loaded = await deps.store.load('r1');
    const [first] = loaded.kind === 'found' ? loaded.events : [];
    if (first?.type !== 'requested') throw new Error('no release');
    const { request, plan } = first;
    const about = { request, target: plan.target, from: plan.from, to: plan.to };
    expect(await gatesOf(deps).ask(['start'], about)).toMatchObject(
      gateKinds
        .filter(({ at, setting }) => setting === null && at.some((point) => point === 'start'))
        .map(({ name }) => ({ gate: name, answer: 'pass' })),
    );
  });
});
