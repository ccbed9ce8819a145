import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient, type HttpClient } from '../../../src/platform/http.ts';
import type { Flags } from '../../../src/providers/flags/flags.ts';
import { createFlags } from '../../../src/providers/flags/index.ts';
import { configs } from './configs.ts';
import { startFakeOfrep } from './fake-ofrep.ts';
import { readingSuite } from './reading-suite.ts';

describe('flags of any OpenFeature provider', () => {
  let fake: Awaited<ReturnType<typeof startFakeOfrep>>;
  let http: HttpClient;
  const connect = (more: object = {}, token = fake.token): Flags => {
    const made = createFlags({ http, clock: systemClock, secret: () => token });
    const flags = made.flagsOf({ flags: { ...configs.ofrep, url: fake.url, ...more }, environment: 'production' });
    if (flags === null) throw new Error('these settings have no flags');
    return flags;
  };

  beforeAll(async () => {
    fake = await startFakeOfrep();
    http = createHttpClient();
    fake.flags.set('new tax/1', ({ plan }) => ({
      value: plan === 'pro',
      variant: String(plan),
      reason: 'TARGETING_MATCH',
    }));
    fake.flags.set('limits', () => ({ value: { most: 4 }, reason: 'a reason of its own' }));
  });
  afterAll(async () => {
    await http.close();
    await fake.close();
  });

  readingSuite(() => connect());

  it.each(['bearer', 'api-key'])('reads a value for one who asks, with a token as %s', async (auth) => {
    const context = { targetingKey: 'user-1', attributes: { plan: 'pro' } };
    const read = await connect({ auth }).read({ flag: 'new tax/1', otherwise: false, context });
    expect(read).toEqual({ value: true, variant: 'pro', reason: 'TARGETING_MATCH' });
    expect(fake.asked.at(-1)).toEqual({
      url: '/ofrep/v1/evaluate/flags/new%20tax%2F1',
      context: { targetingKey: 'user-1', plan: 'pro' },
    });
  });

  it('takes objects, reasons of its own, and says what is wrong', async () => {
    const flags = connect();
    const context = { targetingKey: 'user-1' };
    expect(await flags.read({ flag: 'limits', otherwise: {}, context })).toMatchObject({
      value: { most: 4 },
      reason: 'UNKNOWN',
    });
    expect(await flags.read({ flag: 'limits', otherwise: 7, context })).toMatchObject({
      value: 7,
      errorCode: 'TYPE_MISMATCH',
    });
    expect(await flags.read({ flag: 'limits', otherwise: 7, context: {} })).toMatchObject({
      errorCode: 'TARGETING_KEY_MISSING',
    });
    expect(await connect({}, 'wrong').read({ flag: 'limits', otherwise: 7, context })).toMatchObject({
      value: 7,
      errorCode: 'PROVIDER_NOT_READY',
      errorMessage: expect.stringContaining('does not know the token'),
    });
  });

  it('can tell whether its settings are right', async () => {
    expect(await connect().check()).toBeNull();
    expect(await connect({}, 'wrong').check()).toMatchObject({ code: 'no-rights' });
    expect(await connect({ url: `${fake.url}/elsewhere` }).check()).toMatchObject({
      code: 'other',
      remedy: expect.stringContaining('url'),
    });
  });

  it('says that it changes nothing, before anybody is asked', async () => {
    const flags = connect();
    const asked = fake.asked.length;
    const change = { kind: 'kill' } as const;
    expect(flags.refuses('limits', change)).toMatchObject({
      code: 'reads-only',
      remedy: expect.stringContaining('flags'),
    });
    for (const answer of [await flags.state('limits'), await flags.set('limits', change, null)]) {
      expect(answer).toMatchObject({ kind: 'failed', failure: { code: 'reads-only' } });
    }
    expect(fake.asked).toHaveLength(asked);
  });
});
