import { describe, expect, it } from 'vitest';
import { createGates } from '../../../src/gates/ask.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';
import { fakeSwitches } from '../../support/fake-switches.ts';
import { gateWorld } from '../../support/gate-deps.ts';
import { mika } from '../../support/people.ts';

async function worldWith(switches: ReturnType<typeof fakeSwitches>) {
  const gates = createGates(
    gateWorld({ switches, release: async () => null, running: async () => ({ kind: 'nothing' }) }),
  );
  // What ran elsewhere is of no account here.
  const only = {
    asks: gates.asks,
    ask: async (...about: Parameters<typeof gates.ask>) =>
      (await gates.ask(...about)).filter(({ gate }) => gate !== 'promoted'),
  };
  return createEngineWorld({ strategy: canary, gates: only });
}

/** Turns until a person is asked. */
async function untilHeld({ turn, release }: Awaited<ReturnType<typeof worldWith>>) {
  for (let turns = 0; turns < 500; turns += 1) {
    await turn();
    const now = await release();
    if (now.hold) return now;
  }
  throw new Error('nobody was asked');
}

describe('a release while going on by itself is switched off', () => {
  it('asks a person before the next share, writes that once, and goes on when the switch is on again', async () => {
    const switches = fakeSwitches();
    switches.turnOff('automatic-promotion');
    const world = await worldWith(switches);
    const held = await untilHeld(world);
    expect(held).toMatchObject({ percent: 1, hold: { code: 'gate' } });
    const before = (await world.events()).filter(({ type }) => type === 'gates.checked').length;
    for (let turns = 0; turns < 20; turns += 1) await world.turn();
    expect((await world.events()).filter(({ type }) => type === 'gates.checked')).toHaveLength(before);
    expect((await world.release()).hold).not.toBeNull();
    switches.turnOn('automatic-promotion');
    const over = await world.run();
    expect(over.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    const closed = (await world.events()).filter(({ type }) => type === 'hold.closed');
    expect(closed).toEqual([expect.objectContaining({ by: null, answer: 'resolved' })]);
  });

  it('asks at each share anew where a person lets it go on, and not once a person has promoted it', async () => {
    const switches = fakeSwitches();
    switches.turnOff('automatic-promotion');
    const world = await worldWith(switches);
    await untilHeld(world);
    const answers = async (type: 'hold.closed' | 'promoted') => {
      const { version } = await world.release();
      const at = world.clock.now();
      const said = type === 'promoted' ? { type, at, by: mika } : { type, at, by: mika, answer: 'go-on' as const };
      await world.store.append('r1', version, [said]);
    };
    await answers('hold.closed');
    expect(await untilHeld(world)).toMatchObject({ percent: 25, hold: { code: 'gate' } });
    await answers('promoted');
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });

  it('goes back where nobody answers, as for any question', async () => {
    const switches = fakeSwitches();
    switches.turnOff('automatic-promotion');
    const world = await worldWith(switches);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
  });
});

describe('a release while starting is switched off', () => {
  it('changes nothing, and starts when the switch is on again', async () => {
    const switches = fakeSwitches();
    switches.turnOff('start-releases');
    const world = await worldWith(switches);
    const held = await untilHeld(world);
    expect(held).toMatchObject({ step: null, done: [], hold: { code: 'gate' } });
    switches.turnOn('start-releases');
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });
});
