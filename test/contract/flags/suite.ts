import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlagChange, type FlagState, flagStateSchema, shareOn } from '../../../src/domain/flag.ts';
import type { Flags } from '../../../src/providers/flags/flags.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { figures } from '../../support/figures.ts';
import { readingSuite } from './reading-suite.ts';
import { connect, type FlagWorld, failureOf, given, stateOf } from './world.ts';

/** What the flags of every kind do, on a service that works. */
export function flagSuite(start: () => Promise<FlagWorld>): void {
  describe('flags', () => {
    let world: FlagWorld;
    let flags: Flags;
    let close: () => Promise<void>;

    beforeAll(async () => {
      world = await start();
      ({ flags, close } = connect(world));
    });
    afterAll(async () => {
      await close();
      await world.stop();
    });

    it('says where it is', async () => {
      expect(flags.name).toBe(world.config.kind);
      expect(flags.environment).toBe(world.config.environment);
      expect(await flags.check()).toBeNull();
    });

    it('tells of a flag that is not there, and creates one only where that is asked for', async () => {
      const before = stateOf(await flags.state('unheard-of'));
      expect(before).toMatchObject({ flag: 'unheard-of', stands: 'absent', enabled: false, changed: null });
      expect(shareOn(before)).toBe(0);
      const refused = failureOf(await flags.set('unheard-of', { kind: 'set', percentage: 5 }, before));
      expect(refused).toMatchObject({ code: 'unknown-flag', words: expect.stringContaining('unheard-of') });
      expect(failureOf(await flags.set('unheard-of', { kind: 'kill' }, null)).code).toBe('unknown-flag');
      expect(stateOf(await flags.state('unheard-of')).stands).toBe('absent');
    });

    it('names the flags that were probably meant', async () => {
      await given(flags, 'checkout-button', 10);
      expect(await flags.names()).toContain('checkout-button');
      expect(failureOf(await flags.set('checkout-buton', { kind: 'kill' }, null)).words).toContain('checkout-button');
    });

    it('goes up step by step, is killed, and is put back to what it was, exactly', async () => {
      const first = stateOf(await flags.state('new-tax'));
      let latest: FlagState = first;
      for (const percentage of [5, 25, 50, 100]) {
        latest = stateOf(await flags.set('new-tax', { kind: 'set', create: true, enabled: true, percentage }, latest));
        expect(shareOn(latest)).toBe(percentage);
      }
      // What applications are told may be a moment old.
      await expect.poll(() => world.serves('new-tax')).toBe(true);
      const killed = stateOf(await flags.set('new-tax', { kind: 'kill' }, null));
      expect(shareOn(killed)).toBe(0);
      await expect.poll(() => world.serves('new-tax')).toBe(false);
      expect(stateOf(await flags.restore(latest, killed)).version).toBe(latest.version);
      const gone = stateOf(await flags.restore(first, latest));
      expect(gone).toMatchObject({ stands: 'absent', version: first.version });
      expect(await flags.names()).not.toContain('new-tax');
      // So that the next release can begin where this one did.
      await given(flags, 'new-tax', 5);
    });

    it('keeps a state that goes through a log and comes back', async () => {
      const before = await given(flags, 'logged', 30);
      await given(flags, 'logged', 70);
      const read = flagStateSchema.parse(JSON.parse(JSON.stringify(before)));
      expect(read).toEqual(before);
      expect(stateOf(await flags.restore(read, null))).toMatchObject({ percentage: 30, version: before.version });
    });

    it('does nothing where all is as it is asked for', async () => {
      const before = await given(flags, 'steady', 40);
      const again = stateOf(await flags.set('steady', { kind: 'set', enabled: true, percentage: 40 }, before));
      expect(again).toEqual(before);
      expect(stateOf(await flags.restore(before, before))).toEqual(before);
      await flags.set('steady', { kind: 'kill' }, null);
      expect(stateOf(await flags.set('steady', { kind: 'kill' }, null))).toMatchObject({
        enabled: false,
        percentage: 40,
      });
    });

    it('turns a flag off and on again with its rules left alone', async () => {
      const on = await given(flags, 'switched', 15);
      const off = stateOf(await flags.set('switched', { kind: 'set', enabled: false }, on));
      expect(off).toMatchObject({ enabled: false, percentage: 15 });
      expect(stateOf(await flags.set('switched', { kind: 'set', enabled: true }, off)).version).toBe(on.version);
    });

    it('gives it to segments first, to a percentage of all others later, and takes it back', async () => {
      const dark = await given(flags, 'by-segment', 0);
      const beta = stateOf(await flags.set('by-segment', { kind: 'set', segments: ['beta'] }, dark));
      expect(beta).toMatchObject({ enabled: true, percentage: 0, segments: ['beta'] });
      const both = stateOf(
        await flags.set('by-segment', { kind: 'set', segments: ['beta', 'staff'], percentage: 25 }, beta),
      );
      expect(both).toMatchObject({ percentage: 25, segments: expect.arrayContaining(['beta', 'staff']) });
      const staff = stateOf(await flags.set('by-segment', { kind: 'set', segments: ['staff'] }, both));
      expect(staff).toMatchObject({ percentage: 25, segments: ['staff'] });
      for (const state of [both, beta, dark]) {
        expect(stateOf(await flags.restore(state, null)).version).toBe(state.version);
      }
      const unknown = failureOf(await flags.set('by-segment', { kind: 'set', segments: ['nobody'] }, null));
      expect(unknown).toMatchObject({ code: 'refused-value', words: expect.stringContaining('nobody') });
      expect(stateOf(await flags.state('by-segment')).version).toBe(dark.version);
    });

    it('notices that somebody else has changed a flag, and leaves it as it is then', async () => {
      const known = await given(flags, 'contested', 25);
      await world.byHand('contested', 60);
      const conflict = failureOf(await flags.set('contested', { kind: 'set', percentage: 50 }, known));
      expect(conflict).toMatchObject({ code: 'conflict', found: { percentage: 60 } });
      const said = conflict.code === 'conflict' ? conflict.changed : null;
      expect(said).toMatchObject({ by: world.tellsWho ? expect.stringMatching(/\w/) : null });
      expect(failureOf(await flags.restore(known, known)).code).toBe('conflict');
      expect(stateOf(await flags.state('contested')).percentage).toBe(60);
      // What somebody has made as it was asked for is no conflict, and who asks for it whatever it is gets it.
      await world.byHand('contested', 50);
      expect(stateOf(await flags.set('contested', { kind: 'set', percentage: 50 }, known)).percentage).toBe(50);
      expect(stateOf(await flags.restore(known, null)).version).toBe(known.version);
    });

    it('is foreseen not to go where a change names what is not there, and nothing is changed', async () => {
      const before = await given(flags, 'foreseen', 10);
      const foresees = (change: FlagChange) => flags.foresees(before, change);
      expect(await foresees({ kind: 'set', enabled: true, segments: ['beta'], percentage: 0 })).toBeNull();
      const members = { kind: 'set' as const, segments: ['beta', 'staf'] };
      expect(await foresees(members)).toMatchObject({ code: 'refused-value', remedy: 'did you mean staff?' });
      const variants = [{ name: 'no-such-variant', percent: 100 }];
      expect((await foresees({ kind: 'set', variants }))?.code).toMatch(/refused-value|other-rules/);
      expect(await foresees({ kind: 'kill' })).toBeNull();
      expect(stateOf(await flags.state('foreseen')).version).toBe(before.version);
    });

    it('is released by itself, to a segment and to percentages, and put back exactly when that fails', async () => {
      await given(flags, 'by-itself', 5);
      const before = stateOf(await flags.state('by-itself'));
      let fails = false;
      const service: Flags = {
        ...flags,
        async set(flag, change, expected) {
          fails ||= change.kind === 'set' && change.percentage === 50;
          return flags.set(flag, change, expected);
        },
      };
      const shares = [20, 50, 100].map((percent) => ({ percent, bakeMs: 4000 }));
      const how = { flag: 'by-itself', off: true, segments: [{ segment: 'beta', bakeMs: 4000 }], steps: shares };
      const engine = await createEngineWorld({
        strategy: { kind: 'rolling', bakeMs: 4000 },
        router: 'replicas',
        flags: { service, moving: [] },
        alone: { asked: { flag: 'by-itself', to: { kind: 'share', percent: 100 } }, how, before },
        sample: (_look, at) => ({ from: at - 2000, to: at, candidate: figures(1000, fails ? 100 : 1), stable: null }),
      });
      const { phase, flags: left } = await engine.run();
      expect(phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'unhealthy' } });
      const steps = (await engine.events()).flatMap((event) => (event.type === 'step.done' ? (event.flag ?? []) : []));
      expect(steps).toMatchObject([
        { percentage: 5, segments: ['beta'] },
        { percentage: 20, segments: ['beta'] },
        { percentage: 50, segments: ['beta'] },
      ]);
      expect(left?.['by-itself']?.version).toBe(before.version);
      expect(stateOf(await flags.state('by-itself')).version).toBe(before.version);
    });

    it('tells a flag that is archived', async () => {
      const known = await given(flags, 'outdated', 10);
      await world.archive('outdated');
      expect(stateOf(await flags.state('outdated'))).toMatchObject({ stands: 'archived' });
      for (const change of [{ kind: 'kill' }, { kind: 'set', create: true, percentage: 5 }] as const) {
        expect(failureOf(await flags.set('outdated', change, null))).toMatchObject({ code: 'archived' });
      }
      expect(failureOf(await flags.restore(known, null)).code).toBe('archived');
    });

    readingSuite(() => flags);
  });
}
