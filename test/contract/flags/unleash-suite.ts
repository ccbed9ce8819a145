import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flags } from '../../../src/providers/flags/flags.ts';
import { answerOf, connect, type FlagWorld, failureOf, given, stateOf } from './world.ts';

export interface UnleashWorld extends FlagWorld {
  /** A strategy as somebody adds it in the environment. */
  addStrategy(flag: string, strategy: object): Promise<void>;
  markStale(flag: string): Promise<void>;
  switchOn(flag: string, environment: string): Promise<void>;
}

const rollout = (percentage: string) => ({
  name: 'flexibleRollout',
  parameters: { rollout: percentage, stickiness: 'default', groupId: 'any' },
});
const inGermany = [{ contextName: 'country', operator: 'IN', values: ['DE'] }];

/** What only strategies of Unleash can be like. */
export function unleashSuite(start: () => Promise<UnleashWorld>): void {
  describe('flags with strategies', () => {
    let world: UnleashWorld;
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
    const created = async (flag: string) => stateOf(await flags.set(flag, { kind: 'set', create: true }, null));

    it('does not let the server choose who gets a flag that is switched on', async () => {
      await created('all-disabled');
      await world.addStrategy('all-disabled', { ...rollout('100'), disabled: true });
      const off = stateOf(await flags.state('all-disabled'));
      const on = stateOf(await flags.set('all-disabled', { kind: 'set', enabled: true }, off));
      expect(on).toMatchObject({ enabled: true, percentage: off.percentage });
      expect(off.percentage).toBe(0);
      expect(await world.serves('all-disabled')).not.toBe(true);
      expect(stateOf(await flags.restore(off, on)).version).toBe(off.version);
    });

    it.each(['150', '-1', 'abc'])(
      'does not take %s for a percentage, although the server keeps it',
      async (percentage) => {
        const flag = `kept-${percentage.replace('-', 'minus')}`;
        await created(flag);
        await world.addStrategy(flag, rollout(percentage));
        expect(stateOf(await flags.state(flag)).percentage).toBeNull();
        expect(failureOf(await flags.set(flag, { kind: 'set', percentage: 5 }, null)).code).toBe('other-rules');
      },
    );

    it('does not give a flag to others than its constraints say', async () => {
      await created('german');
      await world.addStrategy('german', { ...rollout('50'), constraints: inGermany });
      const before = stateOf(await flags.state('german'));
      expect(before.percentage).toBeNull();
      const refused = failureOf(await flags.set('german', { kind: 'set', percentage: 5 }, null));
      expect(refused).toMatchObject({ code: 'other-rules', remedy: expect.stringMatching(/constraints/) });
      expect(stateOf(await flags.set('german', { kind: 'set', enabled: true }, before)).enabled).toBe(true);
      expect(stateOf(await flags.set('german', { kind: 'kill' }, null)).version).toBe(before.version);
    });

    it('changes the one rollout for everybody, and leaves those with constraints alone', async () => {
      await created('mixed');
      await world.addStrategy('mixed', { ...rollout('50'), constraints: inGermany });
      const people = [{ contextName: 'userId', operator: 'IN', values: ['mika', 'ren'] }];
      await world.addStrategy('mixed', { ...rollout('100'), constraints: people });
      await world.addStrategy('mixed', rollout('10'));
      const before = stateOf(await flags.state('mixed'));
      expect(before.percentage).toBe(10);
      const after = stateOf(await flags.set('mixed', { kind: 'set', percentage: 30 }, before));
      expect(after.percentage).toBe(30);
      expect(JSON.stringify(after.rules)).toContain('ren');
      await world.addStrategy('mixed', rollout('20'));
      expect(failureOf(await flags.set('mixed', { kind: 'set', percentage: 40 }, null)).words).toContain('several');
    });

    it('says of a flag that is stale that it is', async () => {
      const before = await given(flags, 'old', 10);
      expect(before.remarks).toBeUndefined();
      await world.markStale('old');
      const state = stateOf(await flags.state('old'));
      expect(state.remarks).toEqual(['is marked as stale in Unleash']);
      expect(state.version).toBe(before.version);
    });

    it('names the release plan that moves a flag, or would once somebody starts it', async () => {
      await given(flags, 'planned', 10);
      const under = async (activeMilestoneId: string | null) => {
        const plan = { id: '01', name: 'Standard', activeMilestoneId };
        const here = { name: 'development', enabled: true, releasePlans: [plan] };
        const body = JSON.stringify({ name: 'planned', archived: false, environments: [here] });
        const tapped = connect(world, {}, (url) =>
          url.endsWith('/features/planned') ? answerOf(200, {}, body) : null,
        );
        const state = stateOf(await tapped.flags.state('planned'));
        const foreseen = await tapped.flags.foresees(state, { kind: 'set', percentage: 20 });
        await tapped.close();
        return { state, foreseen };
      };
      const moving = await under('m1');
      expect(moving.state.master).toMatchObject({ words: 'is moved by the release plan Standard of Unleash' });
      expect(moving.foreseen).toMatchObject({ code: 'other-master' });
      const waiting = await under(null);
      expect(waiting.state).toMatchObject({ master: null, remarks: [expect.stringContaining('plan Standard')] });
      expect(waiting.foreseen).toBeNull();
    });

    it('leaves users with what they have by their session, and says where nobody keeps it', async () => {
      const sticking = async (flag: string, stickiness: string) => {
        await created(flag);
        await world.addStrategy(flag, { ...rollout('10'), parameters: { ...rollout('10').parameters, stickiness } });
        const before = stateOf(await flags.state(flag));
        return { before, after: stateOf(await flags.set(flag, { kind: 'set', percentage: 50 }, before)) };
      };
      const sessions = await sticking('by-session', 'sessionId');
      expect(JSON.stringify(sessions.after.rules)).toContain('"stickiness":"sessionId"');
      expect(flags.strays?.(sessions.after)).toBeNull();
      const random = await sticking('by-lot', 'random');
      expect(flags.strays?.(random.before)).toContain('drawn by lot at each request');
      expect(stateOf(await flags.restore(random.before, random.after)).version).toBe(random.before.version);
    });

    it('divides between the variants that there are', async () => {
      await created('variants');
      const variant = (name: string, weight: number) => ({
        name,
        weight,
        weightType: 'fix',
        stickiness: 'default',
        payload: { type: 'string', value: name },
      });
      const variants = [variant('blue', 500), { ...variant('red', 500), weightType: 'variable' }];
      await world.addStrategy('variants', { ...rollout('100'), variants });
      const before = stateOf(await flags.state('variants'));
      expect(before.variants).toEqual([
        { name: 'blue', percent: 50 },
        { name: 'red', percent: 50 },
      ]);
      const wanted = [
        { name: 'blue', percent: 12.5 },
        { name: 'red', percent: 87.5 },
      ];
      const after = stateOf(await flags.set('variants', { kind: 'set', variants: wanted }, before));
      expect(after.variants).toEqual(wanted);
      expect(stateOf(await flags.restore(before, after)).version).toBe(before.version);
      const other = [{ name: 'green', percent: 100 }];
      expect(failureOf(await flags.set('variants', { kind: 'set', variants: other }, null)).words).toContain(
        'blue, red',
      );
    });

    it('does not delete a flag that another environment uses by now, and turns it off here', async () => {
      const absent = stateOf(await flags.state('shared'));
      await given(flags, 'shared', 50);
      await world.switchOn('shared', 'production');
      const failure = failureOf(await flags.restore(absent, null));
      expect(failure).toMatchObject({ code: 'in-use', words: expect.stringContaining('production') });
      expect(stateOf(await flags.state('shared'))).toMatchObject({ stands: 'present', enabled: false });
    });

    it('evaluates as applications do, and sees a change', async () => {
      await given(flags, 'evaluated', 100);
      const client = connect(world);
      const read = () =>
        client.flags.read({ flag: 'evaluated', otherwise: false, context: { targetingKey: 'user-1' } });
      await expect.poll(read).toEqual({ value: true, variant: null, reason: 'SPLIT' });
      const number = await client.flags.read({ flag: 'evaluated', otherwise: 7, context: {} });
      expect(number).toMatchObject({ value: 7, reason: 'DEFAULT' });
      await flags.set('evaluated', { kind: 'kill' }, null);
      await expect.poll(read).toEqual({ value: false, variant: null, reason: 'DISABLED' });
      await client.close();
    });

    it('says why there is no value', async () => {
      const question = { flag: 'evaluated', otherwise: true, context: {} };
      for (const clientTokenEnv of ['NOT_SET', 'WRONG_TOKEN']) {
        const client = connect(world, { clientTokenEnv });
        const evaluation = await client.flags.read(question);
        expect(evaluation).toMatchObject({ value: true, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' });
        expect(JSON.stringify(evaluation)).not.toContain(world.secrets['WRONG_TOKEN']);
        await client.close();
      }
    });
  });
}
