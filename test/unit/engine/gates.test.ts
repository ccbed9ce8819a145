import { describe, expect, it } from 'vitest';
import type { Gates } from '../../../src/gates/ask.ts';
import { scripted } from '../../replay/gate-stories.ts';
import { canary, createEngineWorld, visible } from '../../support/engine-world.ts';

const worldWith = (gates?: Gates) => createEngineWorld({ strategy: canary, ...(gates ? { gates } : {}) });

describe('a release whose gates are asked right before the first write', () => {
  it('has nothing of it in its log where no gate is asked', async () => {
    const world = await worldWith();
    await world.run();
    expect((await world.events()).map(({ type }) => type)).not.toContain('gates.checked');
  });

  it('ends with the words of the gate that blocks, and has touched nothing', async () => {
    const world = await worldWith(scripted('block'));
    const before = visible(world.kube);
    const { phase, gates } = await world.run();
    expect(phase).toMatchObject({
      kind: 'ended',
      outcome: 'withdrawn',
      by: null,
      reason: '2.4.1 was rolled back in staging (release it to staging first)',
    });
    expect(gates).toMatchObject([{ gate: 'promoted', answer: 'block' }]);
    expect((await world.events()).map(({ type }) => type)).toEqual([
      'requested',
      'approved',
      'gates.checked',
      'finished',
    ]);
    expect(visible(world.kube)).toEqual(before);
    expect(world.kube.journal).toEqual([]);
  });

  it('waits while they cannot tell, says so once, and starts when they can', async () => {
    const gates = scripted('unknown', 'unknown', 'unknown', 'pass');
    const world = await worldWith(gates);
    const began = world.clock.now();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await world.turn()).toMatchObject({ kind: 'wait' });
      expect((await world.release()).phase.kind).toBe('awaiting-approval');
      expect(world.kube.journal).toEqual([]);
    }
    expect(gates.asked()).toBe(3);
    expect((await world.events()).filter(({ type }) => type === 'gates.checked')).toHaveLength(1);
    expect(world.clock.now() - began).toBe(30_000);
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });

  it('never starts where they can never tell', async () => {
    const world = await worldWith(scripted('unknown'));
    const { phase, startedAt } = await world.run();
    expect(phase).toMatchObject({ outcome: 'withdrawn', reason: "can't look at staging: timeout after 5 s" });
    expect(startedAt).toBeNull();
    expect(world.kube.journal).toEqual([]);
  });
});

describe('a release whose gates are asked in its steps', () => {
  it('holds at the end of a bake, and goes back as it was where nobody answers', async () => {
    const world = await worldWith(scripted('pass', 'block'));
    const before = visible(world.kube);
    const { phase, done } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(done.map(({ note }) => note)).not.toContain('healthy');
    expect(visible(world.kube)).toEqual(before);
  });
});
