import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configs } from './configs.ts';
import { startFakeSplit } from './fake-split.ts';
import { faultSuite } from './faults.ts';
import { flagSuite } from './suite.ts';
import { answerOf, connect, type FlagWorld, failureOf, given, stateOf } from './world.ts';

async function splitWorld(): Promise<FlagWorld & { fake: Awaited<ReturnType<typeof startFakeSplit>> }> {
  const fake = await startFakeSplit();
  const { environment } = configs.split;
  const here = (flag: string) => fake.flags.get(flag)?.definitions.get(environment);
  const config = { ...configs.split, url: fake.url, evaluator: { url: fake.url } };
  return {
    fake,
    config,
    elsewhere: { project: { workspace: 'nowhere' }, environment: { environment: 'nowhere' } },
    secrets: {
      SPLIT_TOKEN: fake.token,
      SPLIT_EVALUATOR_TOKEN: fake.evaluatorToken,
      WRONG_TOKEN: 'another-one-altogether',
    },
    tokenMember: 'tokenEnv',
    tellsWho: false,
    async byHand(flag, size) {
      const definition = here(flag);
      if (!definition) return;
      definition.defaultRule = [
        { treatment: 'on', size },
        { treatment: 'off', size: 100 - size },
      ];
      definition.lastUpdateTime = Date.now();
    },
    async archive(flag) {
      const there = fake.flags.get(flag);
      if (there) there.status = 'ARCHIVED';
    },
    async serves(flag) {
      const definition = here(flag);
      if (!definition || definition.killed) return definition?.defaultTreatment === 'on';
      return definition.defaultRule.every(({ treatment }) => treatment === 'on') || null;
    },
    stop: fake.close,
  };
}

flagSuite(splitWorld);
faultSuite(splitWorld);

describe('flags of Split', () => {
  let world: Awaited<ReturnType<typeof splitWorld>>;
  let connection: ReturnType<typeof connect>;

  beforeAll(async () => {
    world = await splitWorld();
    connection = connect(world);
  });
  afterAll(async () => {
    await connection.close();
    await world.stop();
  });
  const here = (flag: string) => {
    const found = world.fake.flags.get(flag)?.definitions.get(world.config.environment);
    if (!found) throw new Error(`no flag ${flag}`);
    return found;
  };

  it('takes whole percentages only', async () => {
    const change = { kind: 'set', percentage: 12.5 } as const;
    expect(failureOf(await connection.flags.set('new-tax', change, null)).code).toBe('refused-value');
  });

  it('does not mistake a limit of exposure for a percentage', async () => {
    await given(connection.flags, 'limited', 50);
    here('limited').trafficAllocation = 40;
    expect(stateOf(await connection.flags.state('limited')).percentage).toBeNull();
    const refused = failureOf(await connection.flags.set('limited', { kind: 'set', percentage: 60 }, null));
    expect(refused).toMatchObject({ code: 'other-rules', words: expect.stringContaining('40 %') });
  });

  it('kills a flag for everybody, also one whose default treatment is on', async () => {
    await given(connection.flags, 'inverted', 10);
    here('inverted').defaultTreatment = 'on';
    here('inverted').killed = true;
    expect(stateOf(await connection.flags.state('inverted'))).toMatchObject({ enabled: true, percentage: 100 });
    expect(stateOf(await connection.flags.set('inverted', { kind: 'kill' }, null)).enabled).toBe(false);
    expect(here('inverted')).toMatchObject({ killed: true, defaultTreatment: 'off' });
  });

  it('says that a change needs an approval', async () => {
    await given(connection.flags, 'approved', 10);
    const words = JSON.stringify({ code: 403, message: 'Environment requires approvals for changes' });
    const guarded = connect(world, {}, (_, method) => (method === 'PATCH' ? answerOf(403, {}, words) : null));
    const change = { kind: 'set', percentage: 20 } as const;
    expect(failureOf(await guarded.flags.set('approved', change, null)).code).toBe('needs-change-request');
    await guarded.close();
  });

  it('reads treatments from an evaluator', async () => {
    await given(connection.flags, 'read-me', 100);
    const read = <T extends boolean | string | number>(flag: string, otherwise: T) =>
      connection.flags.read({ flag, otherwise, context: { targetingKey: 'user-1' } });
    expect(await read('read-me', false)).toEqual({ value: true, variant: 'on', reason: 'UNKNOWN' });
    expect(await read('read-me', 'blue')).toEqual({ value: 'on', variant: 'on', reason: 'UNKNOWN' });
    expect(await read('read-me', 7)).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' });
    expect(await read('nowhere', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' });
  });
});
