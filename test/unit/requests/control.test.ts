import { describe, expect, it } from 'vitest';
import type { Control } from '../../../src/domain/controls/index.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { control } from '../../../src/requests/control.ts';
import { findRelease } from '../../../src/requests/queries.ts';
import { rollBack } from '../../../src/requests/roll-back.ts';
import { patchObject } from '../../support/patch-object.ts';
import { aoi, mika } from '../../support/people.ts';
import { createRequestWorld } from '../../support/request-world.ts';
import { asked, stranger } from './asked.ts';

describe('steering', () => {
  it.each<[Control, 'waiting' | 'running' | 'paused' | 'holding' | 'going back' | 'stuck' | 'ended', boolean]>([
    ['pause', 'waiting', false],
    ['pause', 'running', true],
    ['pause', 'paused', false],
    ['resume', 'running', false],
    ['resume', 'paused', true],
    ['promote', 'running', true],
    ['promote', 'going back', false],
    ['abort', 'waiting', true],
    ['abort', 'running', true],
    ['abort', 'going back', false],
    ['abort', 'ended', false],
    ['hold-wait', 'running', false],
    ['hold-wait', 'holding', true],
    ['hold-go', 'holding', true],
    ['acknowledge', 'running', false],
    ['acknowledge', 'going back', true],
    ['take-over', 'running', false],
    ['take-over', 'going back', false],
    ['take-over', 'stuck', true],
  ])('%s while %s: %s', async (what, state, fits) => {
    const { deps, add, clock } = await asked();
    const at = clock.now();
    const path: Record<typeof state, ReleaseEvent[]> = {
      waiting: [],
      running: [{ type: 'started', at }],
      paused: [
        { type: 'started', at },
        { type: 'paused', at, by: aoi },
      ],
      holding: [
        { type: 'started', at },
        { type: 'hold.opened', at, code: 'no-data', detail: '', expiresAt: at + 1 },
      ],
      'going back': [
        { type: 'started', at },
        {
          type: 'rollback.started',
          at,
          cause: { code: 'aborted', detail: '', by: aoi, verdict: null, trouble: null },
          undo: [],
        },
      ],
      stuck: [
        { type: 'started', at },
        {
          type: 'rollback.started',
          at,
          cause: { code: 'aborted', detail: '', by: aoi, verdict: null, trouble: null },
          undo: [{ kind: 'candidate.remove' }],
        },
        { type: 'undo.retrying', at, index: 0, error: 'no answer' },
      ],
      ended: [{ type: 'finished', at, outcome: 'expired', by: null, reason: null }],
    };
    if (path[state].length > 0) await add(...path[state]);
    expect((await control(deps, 'r1', mika, what)).kind).toBe(fits ? 'changed' : 'refused');
  });

  it('lets anybody stop a release, but only those it concerns let it go on', async () => {
    const { deps, add, clock } = await asked();
    await add({ type: 'started', at: clock.now() });
    expect(await control(deps, 'r1', stranger, 'promote')).toMatchObject({ refusal: { code: 'not-allowed' } });
    expect(await control(deps, 'r1', stranger, 'pause')).toMatchObject({ kind: 'changed' });
    expect(await control(deps, 'r1', stranger, 'resume')).toMatchObject({ refusal: { code: 'not-allowed' } });
    expect(await control(deps, 'r1', stranger, 'abort')).toMatchObject({ kind: 'changed' });
  });

  it.each([
    ['the one who asked', aoi, 'refused'],
    ['a stranger', stranger, 'refused'],
    ['somebody who may approve', mika, 'changed'],
  ] as const)('a rollback under way is stopped or paused by %s: %s', async (_who, by, kind) => {
    const { deps, add, clock } = await asked({ backwards: true, version: '2.3.0' });
    await add({ type: 'started', at: clock.now() });
    expect((await control(deps, 'r1', by, 'pause')).kind).toBe(kind);
    expect((await control(deps, 'r1', by, 'abort')).kind).toBe(kind);
  });

  it('a release that goes back on its own is taken over only by somebody who may approve', async () => {
    const { deps, add, clock } = await asked();
    const at = clock.now();
    const cause = { code: 'aborted', detail: '', by: null, verdict: null, trouble: null } as const;
    await add(
      { type: 'started', at },
      { type: 'rollback.started', at, cause, undo: [{ kind: 'candidate.remove' }] },
      { type: 'undo.retrying', at, index: 0, error: 'no answer' },
    );
    expect(await control(deps, 'r1', aoi, 'take-over')).toMatchObject({ refusal: { code: 'not-allowed' } });
    expect(await control(deps, 'r1', mika, 'take-over')).toMatchObject({ kind: 'changed' });
  });

  it('lets no stranger withdraw what waits for approval', async () => {
    const { deps } = await asked();
    expect(await control(deps, 'r1', stranger, 'abort')).toMatchObject({ refusal: { code: 'not-allowed' } });
    expect(await control(deps, 'r1', aoi, 'abort')).toMatchObject({ kind: 'changed' });
  });

  it('says that there is no such release', async () => {
    const { deps } = await asked();
    expect(await control(deps, 'r99', mika, 'pause')).toMatchObject({
      refusal: { code: 'unknown-release', named: '#99' },
    });
  });
});

describe('rolling back by hand', () => {
  const wish = { by: aoi, service: 'checkout', environment: 'production', reason: 'slow', key: 'back', channel: 'C1' };

  it('stops a live release', async () => {
    const { deps, add, release, clock } = await asked({ environment: 'staging', version: '2.5.0' });
    await add({ type: 'started', at: clock.now() });
    expect(await rollBack(deps, { ...wish, environment: 'staging' })).toEqual({
      kind: 'stopping',
      id: 'r1',
      number: 1,
    });
    expect((await release()).abort).toMatchObject({ by: aoi, reason: 'slow' });
  });

  it('asks once more before it stops one in production, which may have begun since it was typed', async () => {
    const { deps, add, release, clock } = await asked();
    await add({ type: 'started', at: clock.now() });
    expect(await rollBack(deps, wish)).toMatchObject({ kind: 'ask-again', release: { id: 'r1' } });
    expect((await release()).abort).toBeNull();
  });

  it('releases the version before the last success where none is live', async () => {
    const { deps, add, clock, kube } = await asked();
    await add(
      { type: 'started', at: clock.now() },
      { type: 'finished', at: clock.now(), outcome: 'succeeded', by: null, reason: null },
    );
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'production', name: 'checkout' };
    const container = { name: 'app', image: 'registry.example/checkout:2.4.1@sha256:2.4.1' };
    await patchObject(kube, ref, { spec: { template: { spec: { containers: [container] } } } });
    expect(await rollBack(deps, wish)).toMatchObject({ kind: 'created', id: 'r2' });
    expect((await findRelease(deps.store, '#2', null))?.release).toMatchObject({
      request: { backwards: true },
      plan: { from: { version: '2.4.1' }, to: { version: '2.4.0' } },
    });
  });

  it('releases the version before the last one, however many flags were released by themselves since', async () => {
    const { deps, add, release, clock } = await asked();
    const succeeded = {
      type: 'finished' as const,
      at: clock.now(),
      outcome: 'succeeded' as const,
      by: null,
      reason: null,
    };
    await add({ type: 'started', at: clock.now() }, succeeded);
    const { plan, request, digest } = await release();
    const flag = { flag: 'new-pricing', to: { kind: 'share' as const, percent: 25 }, from: 5 };
    for (let count = 0; count < 60; count += 1) {
      const asks = { ...request, key: `flag-${count}` };
      const at = clock.now();
      const made = await deps.store.create({
        type: 'requested',
        at,
        request: asks,
        plan: { ...plan, flag },
        digest,
        gates: [],
      });
      if (made.kind !== 'created') throw new Error(made.kind);
      await deps.store.append(made.id, 1, [succeeded]);
    }
    expect(await rollBack(deps, wish)).not.toMatchObject({ refusal: { code: 'nothing-to-roll-back' } });
  });

  it('says that there is nothing to go back to', async () => {
    const { deps } = await createRequestWorld();
    expect(await rollBack(deps, wish)).toMatchObject({ refusal: { code: 'nothing-to-roll-back' } });
  });
});
