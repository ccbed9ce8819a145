import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { createFlags } from '../../../src/providers/flags/index.ts';
import { fakeFlags, serviceDown } from '../../support/fake-flags.ts';
import { configs } from './configs.ts';
import { flagSuite } from './suite.ts';
import type { FlagWorld } from './world.ts';

describe('in memory', () => {
  flagSuite(async (): Promise<FlagWorld> => {
    const flags = fakeFlags();
    return {
      flags,
      config: { kind: flags.name, url: '', environment: flags.environment },
      elsewhere: { project: {}, environment: {} },
      secrets: {},
      tokenMember: '',
      tellsWho: true,
      byHand: async (flag, percentage) => flags.byHand(flag, 'mika', { percentage }),
      archive: async (flag) => flags.byHand(flag, 'mika', { stands: 'archived' }),
      async serves(flag) {
        const answer = await flags.state(flag);
        if (answer.kind === 'failed' || !answer.state.enabled) return false;
        return answer.state.percentage === 100 || null;
      },
      stop: async () => undefined,
    };
  });
});

it('the flags in memory can be out of reach', async () => {
  const flags = fakeFlags();
  flags.byHand('new-tax', 'mika', { enabled: true, percentage: 25 });
  flags.fail(serviceDown);
  expect(await flags.set('new-tax', { kind: 'kill' }, null)).toEqual({ kind: 'failed', failure: serviceDown });
  flags.fail(null);
  expect(await flags.state('new-tax')).toMatchObject({ kind: 'ok', state: { percentage: 25 } });
  expect(flags.writes).toEqual([]);
});

describe('the flags of a target', () => {
  const http = createHttpClient();
  const { flagsOf } = createFlags({ http, clock: systemClock, secret: () => undefined });

  it('are nobody’s business without a service, and for a release from before there were any', () => {
    expect(flagsOf({ flags: configs.none, environment: 'production' })).toBeNull();
    expect(flagsOf({ environment: 'production' })).toBeNull();
  });

  it('are those of the environment that the service has under the same name, unless it is told another', () => {
    const { environment, ...unsaid } = configs.unleash;
    expect(flagsOf({ flags: unsaid, environment: 'staging' })?.environment).toBe('staging');
    expect(flagsOf({ flags: configs.unleash, environment: 'staging' })?.environment).toBe(environment);
  });

  it('are the same for equal settings, and refuse settings that no kind knows', () => {
    const first = flagsOf({ flags: configs.split, environment: 'production' });
    expect(flagsOf({ flags: { ...configs.split }, environment: 'production' })).toBe(first);
    expect(() => flagsOf({ flags: { kind: 'toggles' }, environment: 'production' })).toThrow("Expected 'unleash'");
  });
});
