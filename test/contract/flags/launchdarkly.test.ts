import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultSuite } from './faults.ts';
import { launchDarklyWorld } from './launchdarkly-world.ts';
import { flagSuite } from './suite.ts';
import { answerOf, connect, failureOf, given, stateOf } from './world.ts';

flagSuite(launchDarklyWorld);
faultSuite(launchDarklyWorld);

describe('flags of LaunchDarkly', () => {
  let world: Awaited<ReturnType<typeof launchDarklyWorld>>;
  let connection: ReturnType<typeof connect>;

  beforeAll(async () => {
    world = await launchDarklyWorld();
    connection = connect(world);
  });
  afterAll(async () => {
    await connection.close();
    await world.stop();
  });
  const here = (flag: string) => {
    const found = world.fake.flags.get(flag)?.environments[world.config.environment];
    if (!found) throw new Error(`no flag ${flag}`);
    return found;
  };

  it('keeps thousandths of a percent, and weights that add up', async () => {
    const state = await given(connection.flags, 'fine', 0.125);
    expect(state.percentage).toBe(0.125);
    expect(here('fine').fallthrough.rollout?.variations).toEqual([
      { variation: 0, weight: 125 },
      { variation: 1, weight: 99_875 },
    ]);
  });

  it('waits as long as the reset of the rate limit says', async () => {
    const reset = String(Date.now() + 60_000);
    const limited = connect(world, {}, () => answerOf(429, { 'x-ratelimit-reset': reset }));
    const failure = failureOf(await limited.flags.state('fine'));
    expect(failure).toMatchObject({ code: 'throttled', retryAfterMs: expect.any(Number) });
    if (failure.code === 'throttled') expect(failure.retryAfterMs).toBeGreaterThan(0);
    await limited.close();
  });

  it('says of a token that only reads that it does', async () => {
    expect(await connection.flags.lacks()).toBeNull();
    world.fake.become('reader');
    expect(await connection.flags.lacks()).toBe('update flags (its role is reader)');
    world.fake.become('writer');
  });

  it('says of a flag that is deprecated that it is', async () => {
    await given(connection.flags, 'old', 10);
    Object.assign(world.fake.flags.get('old') ?? {}, { deprecated: true });
    expect(stateOf(await connection.flags.state('old')).remarks).toEqual(['is marked as deprecated in LaunchDarkly']);
  });

  it('says that a change needs an approval', async () => {
    await given(connection.flags, 'approved', 10);
    const guarded = connect(world, {}, (_, method) => (method === 'PATCH' ? answerOf(405) : null));
    const change = { kind: 'set', percentage: 20 } as const;
    expect(failureOf(await guarded.flags.set('approved', change, null)).code).toBe('needs-change-request');
    await guarded.close();
  });

  it('leaves a flag to its guarded rollout, but for a kill', async () => {
    await given(connection.flags, 'guarded', 10);
    const variations = [
      { variation: 0, weight: 20_000 },
      { variation: 1, weight: 80_000 },
    ];
    const rollout = { variations, experimentAllocation: { type: 'measuredRollout' } };
    here('guarded').fallthrough = { rollout };
    const state = stateOf(await connection.flags.state('guarded'));
    expect(state.master?.kind).toBe('guarded-rollout');
    expect(failureOf(await connection.flags.set('guarded', { kind: 'set', percentage: 50 }, state)).code).toBe(
      'other-master',
    );
    expect(stateOf(await connection.flags.set('guarded', { kind: 'kill' }, state)).enabled).toBe(false);
  });

  it('kills a flag for everybody, also one whose off variation is true', async () => {
    const before = await given(connection.flags, 'inverted', 10);
    here('inverted').offVariation = 0;
    here('inverted').on = false;
    const lying = stateOf(await connection.flags.state('inverted'));
    expect(lying).toMatchObject({ enabled: true, percentage: 100 });
    expect(stateOf(await connection.flags.set('inverted', { kind: 'kill' }, null)).enabled).toBe(false);
    expect(here('inverted')).toMatchObject({ on: false, offVariation: 1 });
    expect(stateOf(await connection.flags.restore(before, null)).version).toBe(before.version);
  });

  it('reads a value with its reason', async () => {
    await given(connection.flags, 'read-me', 100);
    const context = { targetingKey: 'user-1' };
    const read = <T extends boolean | string>(otherwise: T) =>
      connection.flags.read({ flag: 'read-me', otherwise, context });
    expect(await read(false)).toEqual({ value: true, variant: null, reason: 'DEFAULT' });
    expect(await read('blue')).toMatchObject({ value: 'blue', errorCode: 'TYPE_MISMATCH' });
    await connection.flags.set('read-me', { kind: 'kill' }, null);
    expect(await read(true)).toEqual({ value: false, variant: null, reason: 'DISABLED' });
    const nobody = { flag: 'read-me', otherwise: true, context: {} };
    expect(await connection.flags.read(nobody)).toMatchObject({ value: true, errorCode: 'TARGETING_KEY_MISSING' });
  });
});
