import { describe, expect, it } from 'vitest';
import { type Kube, KubeError } from '../../../src/platform/kube.ts';
import { approve, reject } from '../../../src/requests/decide.ts';
import { aoi, mika, ren } from '../../support/people.ts';
import { asked, stranger } from './asked.ts';

describe('approving', () => {
  it('counts once, also when pressed twice at the same time', async () => {
    const { deps, release, digest } = await asked();
    const results = await Promise.all([approve(deps, 'r1', mika, digest), approve(deps, 'r1', mika, digest)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['changed', 'refused']);
    expect((await release()).approvals).toHaveLength(1);
  });

  it.each([
    ['somebody outside the group', stranger, 'not-an-approver'],
    ['the one who asked', aoi, 'not-an-approver'],
  ] as const)('is refused to %s', async (_who, person, code) => {
    const { deps, release, digest } = await asked();
    expect(await approve(deps, 'r1', person, digest)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect((await release()).approvals).toEqual([]);
  });

  it('is refused to the one who asked even as a member of the group', async () => {
    const { deps, digest } = await asked();
    const people = { ...deps.people, membersOf: async () => ['U0AOI', 'U0MIKA'] };
    expect(await approve({ ...deps, people }, 'r1', aoi, digest)).toMatchObject({ refusal: { code: 'self-approval' } });
  });

  it('is bound to the plan that was shown', async () => {
    const { deps } = await asked();
    expect(await approve(deps, 'r1', mika, 'another plan')).toMatchObject({ refusal: { code: 'plan-changed' } });
  });

  it('asks again with a new plan where the cluster is no longer as the plan saw it', async () => {
    const { deps, kube, release, digest } = await asked();
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'production', name: 'checkout' };
    const text = JSON.stringify(kube.see(ref)).replaceAll('2.4.0', '2.3.0');
    kube.put(JSON.parse(text));
    expect(await approve(deps, 'r1', mika, digest)).toMatchObject({
      refusal: { code: 'plan-overtaken', number: 1, detail: expect.stringContaining('checkout:2.3.0'), next: 2 },
    });
    expect((await release()).phase).toMatchObject({ outcome: 'withdrawn', by: null });
    expect(await deps.store.liveOf('checkout', 'production')).toBe('r2');
    expect(await approve(deps, 'r1', mika, digest)).toMatchObject({ refusal: { code: 'already-decided' } });
    expect((await approve(deps, 'r2', mika, null)).kind).toBe('changed');
  });

  it('counts where the cluster cannot be asked: the start looks again', async () => {
    const { deps, digest } = await asked();
    const silent = () => ({ get: () => Promise.reject(new KubeError('server', 'HTTP 503', 503)) }) as unknown as Kube;
    expect((await approve({ ...deps, clusters: silent }, 'r1', mika, digest)).kind).toBe('changed');
  });

  it('is refused to who has not seen what the migration would destroy, and counts once they have', async () => {
    const { deps, add, clock, release, digest } = await asked();
    const found = { kind: 'unread', why: 'it is not SQL', digest: 'd1' } as const;
    await add({ type: 'ahead.read', at: clock.now(), found });
    expect(await approve(deps, 'r1', mika, digest)).toMatchObject({ refusal: { code: 'dry-run-unseen', number: 1 } });
    expect(await approve(deps, 'r1', mika, `${digest}+d2`)).toMatchObject({ refusal: { code: 'plan-changed' } });
    expect(await approve(deps, 'r1', mika, `${digest}+d1`)).toMatchObject({ kind: 'changed' });
    expect((await release()).approvals).toHaveLength(1);
  });

  it('is too late once the release runs, and says since when', async () => {
    const { deps, add, clock, digest } = await asked();
    await approve(deps, 'r1', mika, digest);
    await add({ type: 'started', at: clock.now() });
    expect(await approve(deps, 'r1', ren, digest)).toMatchObject({
      refusal: { code: 'already-decided', number: 1, outcome: 'approved', by: 'U0MIKA', at: clock.now() },
    });
  });
});

describe('rejecting', () => {
  it('ends the release and frees its place', async () => {
    const { deps, release } = await asked();
    await reject(deps, 'r1', mika, 'not on a Friday');
    expect((await release()).phase).toMatchObject({
      kind: 'ended',
      outcome: 'rejected',
      by: mika,
      reason: 'not on a Friday',
    });
    expect(await deps.store.liveOf('checkout', 'production')).toBeNull();
  });

  it('by the one who asked is a withdrawal; by a stranger it is refused', async () => {
    const { deps, release } = await asked();
    expect(await reject(deps, 'r1', stranger, 'no')).toMatchObject({ kind: 'refused' });
    await reject(deps, 'r1', aoi, 'wrong one');
    expect((await release()).phase).toMatchObject({ outcome: 'withdrawn' });
  });
});
