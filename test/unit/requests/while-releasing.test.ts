import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import type { WhileReleasing } from '../../../src/domain/target.ts';
import { rollBackLost } from '../../../src/recovery/roll-back-lost.ts';
import { ask } from '../../../src/requests/ask.ts';
import { control } from '../../../src/requests/control.ts';
import { planAnew } from '../../../src/requests/plan-anew.ts';
import { mika, ren } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';
import { stranger } from './asked.ts';

/** A world whose production has this policy, and a release of 2.4.1 in it. */
async function releasing(policy: WhileReleasing, events: readonly ReleaseEvent[] = []) {
  const world = await createRequestWorld();
  const { state, deps } = world;
  await ask(deps, wants({ key: 'first' }));
  await append(world, events);
  state.catalogue = {
    ...state.catalogue,
    services: state.catalogue.services.map((service) => ({
      ...service,
      targets: service.targets.map(({ whileReleasing: _, ...target }) => ({
        ...target,
        requires: null,
        ...(policy === 'refuse' ? {} : { whileReleasing: policy }),
      })),
    })),
  };
  const release = async (id: string) => {
    const loaded = await deps.store.load(id);
    if (loaded.kind !== 'found') throw new Error(loaded.kind);
    return foldLog(loaded.events);
  };
  return { ...world, release };
}

type World = Awaited<ReturnType<typeof createRequestWorld>>;

async function append({ deps }: World, events: readonly ReleaseEvent[]) {
  const version = await deps.store.version('r1');
  if (events.length > 0) await deps.store.append('r1', version, events);
}

/** All steps up to the one by which stable takes the image. */
async function promoted({ store }: World['deps'], { plan, version }: Release) {
  const last = plan.steps.findIndex(({ action }) => action.kind === 'workload.update');
  const done = plan.steps.slice(0, last).flatMap((_, index): ReleaseEvent[] => [
    { type: 'step.started', at: 1, index },
    { type: 'step.done', at: 1, index, note: '' },
  ]);
  const events: ReleaseEvent[] = [{ type: 'started', at: 1 }, ...done, { type: 'step.started', at: 1, index: last }];
  await store.append('r1', version, events);
}

const later = wants({ key: 'later', version: '2.5.0', by: ren });
const started = [
  { type: 'started', at: 1 },
  { type: 'step.started', at: 1, index: 0 },
] as const;

describe('a version that is asked for while another is released', () => {
  it('is refused where the catalogue says nothing, which says what would change that', async () => {
    const { deps } = await releasing('refuse');
    expect(await ask(deps, later)).toMatchObject({ refusal: { code: 'busy', number: 1, settable: true } });
    expect(await deps.store.live()).toEqual(['r1']);
  });

  it('waits for the end of that one', async () => {
    const { deps, release, woken } = await releasing('queue');
    expect(await ask(deps, later)).toEqual({
      kind: 'queued',
      id: 'r2',
      number: 2,
      channel: 'C1',
      behind: { number: 1, version: '2.4.1' },
      supersedes: false,
    });
    expect((await release('r2')).phase).toMatchObject({ kind: 'queued', behind: { number: 1, version: '2.4.1' } });
    expect((await release('r1')).superseded).toBeUndefined();
    expect(woken).toEqual(['r1', 'r2']);
    expect(await ask(deps, later)).toEqual({ kind: 'repeated', id: 'r2' });
  });

  it('replaces the one that waited before', async () => {
    const { deps, release } = await releasing('queue');
    await ask(deps, later);
    expect(await ask(deps, { ...later, key: 'third', version: '2.4.2' })).toMatchObject({ kind: 'queued', number: 3 });
    expect((await release('r2')).superseded).toMatchObject({ number: 3, version: '2.4.2', by: ren });
    expect((await release('r1')).superseded).toBeUndefined();
    expect(await deps.store.nextOf('checkout', 'production')).toBe('r3');
  });

  it('is refused where that one, or the one that waits, is of the same version, or a gate speaks against it', async () => {
    const { deps, release } = await releasing('queue');
    await ask(deps, later);
    expect(await ask(deps, { ...later, key: 'old', version: '2.3.0' })).toMatchObject({
      refusal: { code: 'would-go-back' },
    });
    expect(await ask(deps, { ...later, key: 'same' })).toMatchObject({
      refusal: { code: 'busy', number: 2, live: { version: '2.5.0', waits: true } },
    });
    expect(await ask(deps, wants({ key: 'same', by: ren }))).toMatchObject({ refusal: { code: 'busy', number: 1 } });
    expect((await release('r2')).superseded).toBeUndefined();
  });

  it('takes the place of that one, which learns of it in the same instant', async () => {
    const { deps, release } = await releasing('supersede', started);
    expect(await ask(deps, later)).toMatchObject({ kind: 'queued', number: 2, supersedes: true });
    expect((await release('r1')).superseded).toMatchObject({ number: 2, version: '2.5.0', by: ren });
  });

  it('asks nobody who may not end that one', async () => {
    const { deps, release } = await releasing('supersede');
    expect(await ask(deps, { ...later, by: stranger })).toMatchObject({
      refusal: { code: 'not-allowed', what: 'abort' },
    });
    expect((await release('r1')).superseded).toBeUndefined();
    expect(await deps.store.live()).toEqual(['r1']);
  });

  it.each([
    ['goes back already', [...started, { type: 'abort.asked', at: 2, by: mika, reason: null }]],
    ['is being promoted', 'promoting'],
  ] as const)('waits where that one %s', async (_, events) => {
    const { deps, release } = await releasing('supersede', events === 'promoting' ? [] : events);
    if (events === 'promoting') await promoted(deps, await release('r1'));
    expect(await ask(deps, later)).toMatchObject({ kind: 'queued', supersedes: false });
    expect((await release('r1')).superseded).toBeUndefined();
  });

  it('is one of two that are asked for at once', async () => {
    const { deps, release } = await releasing('supersede', started);
    const [one, other] = await Promise.all([ask(deps, later), ask(deps, { ...later, key: 'other', version: '2.4.2' })]);
    const made = [one, other].filter(({ kind }) => kind === 'queued');
    expect(made.length).toBeGreaterThan(0);
    const next = await deps.store.nextOf('checkout', 'production');
    expect((await release(next ?? '')).phase.kind).toBe('queued');
    expect((await release('r1')).superseded).toMatchObject({ number: 2 });
  });

  it('is not put behind what its asker did not know of', async () => {
    const { deps } = await releasing('supersede', started);
    expect(await ask(deps, later, deps.clock.now() - 60_000)).toMatchObject({ refusal: { code: 'busy', number: 1 } });
  });

  it('is not sent back where its log has lost entries, as it has done nothing yet', async () => {
    const { deps, release } = await releasing('queue');
    await ask(deps, later);
    expect(await rollBackLost(deps, 'r2', { detail: '', seenToken: 0, now: 1 })).toBe(false);
    expect((await release('r2')).phase.kind).toBe('queued');
  });

  it('can be withdrawn while it waits, by those who may withdraw what waits for approval', async () => {
    const { deps } = await releasing('queue');
    await ask(deps, later);
    expect(await control(deps, 'r2', stranger, 'abort')).toMatchObject({ refusal: { code: 'not-allowed' } });
    expect(await control(deps, 'r2', ren, 'abort')).toMatchObject({ kind: 'changed' });
  });
});

describe('the plan of what has waited', () => {
  const finished = { type: 'finished', at: 5, by: null, reason: null } as const;

  it.each([
    ['succeeded', 1, false],
    ['superseded', 1, false],
    ['rolled-back', 1, true],
    ['handed-over', 1, true],
  ] as const)('after one that %s', async (outcome, required, warned) => {
    const { deps, release } = await releasing('queue');
    await ask(deps, later);
    await deps.store.append('r1', await deps.store.version('r1'), [{ ...finished, outcome }]);
    const made = await planAnew(deps, await release('r2'), ({ code }) => code);
    expect(made).toMatchObject({ kind: 'planned', plan: { target: { approval: { required } } } });
    const told = made.kind === 'planned' && made.plan.notes.join().includes('#1 of 2.4.1');
    expect(told).toBe(warned);
  });

  it('asks a person where nobody had to approve, after one that went back', async () => {
    const { deps, release, state } = await releasing('queue');
    const noApproval = structuredClone(state.catalogue);
    for (const { targets } of noApproval.services) for (const target of targets) target.approval.required = 0;
    state.catalogue = noApproval;
    await ask(deps, later);
    await deps.store.append('r1', 1, [{ ...finished, outcome: 'rolled-back' }]);
    const made = await planAnew(deps, await release('r2'), ({ code }) => code);
    expect(made).toMatchObject({ plan: { target: { approval: { required: 1, selfApproval: true } } } });
  });

  it('is refused where a gate speaks against it now, and waits where a system does not answer', async () => {
    const { deps, release, state, breakCluster } = await releasing('queue');
    await ask(deps, later);
    await deps.store.append('r1', 1, [{ ...finished, outcome: 'succeeded' }]);
    const of = async () => planAnew(deps, await release('r2'), ({ code }) => `${code}.`);
    state.registry = 'down';
    expect(await of()).toEqual({ kind: 'later', reason: 'registry-unreachable' });
    state.registry = 'up';
    breakCluster();
    expect(await of()).toEqual({ kind: 'later', reason: 'cluster-unreachable' });
  });
});
