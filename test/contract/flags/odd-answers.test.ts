import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createFlags } from '../../../src/providers/flags/index.ts';
import { configs } from './configs.ts';
import { answerOf } from './world.ts';

/** Stands where a body says `"deep"`. */
const deep = '['.repeat(5000) + ']'.repeat(5000);

/** @param says bodies by path; all else is not there */
function stateIn(kind: 'unleash' | 'launchdarkly', says: Record<string, unknown>, flag = 'new-pricing') {
  const get = async (url: string) => {
    const body = says[new URL(url).pathname];
    return body === undefined ? answerOf(404) : answerOf(200, {}, JSON.stringify(body).replace('"deep"', deep));
  };
  const made = createFlags({ http: { get, close: async () => undefined }, clock: systemClock, secret: () => 'token' });
  return made.flagsOf({ flags: configs[kind], environment: 'production' })?.state(flag);
}

/** Of Unleash, with these parameters of the only strategy. */
const unleash = (parameters: unknown, flag = 'new-pricing') => ({
  [`/api/admin/projects/default/features/${flag}`]: {
    name: flag,
    environments: [{ name: 'development', enabled: true }],
  },
  [`/api/admin/projects/default/features/${flag}/environments/development/strategies`]: [
    { id: 's1', name: 'flexibleRollout', parameters },
  ],
});

describe('answers of flag services as they are met', () => {
  it('Unleash keeps a percentage as a number where it was imported so', async () => {
    const state = await stateIn('unleash', unleash({ rollout: 25, groupId: 'new-pricing', stickiness: null }));
    expect(state).toMatchObject({ kind: 'ok', state: { enabled: true, percentage: 25 } });
  });

  it('Unleash has flags whose names begin with an underscore', async () => {
    const state = await stateIn('unleash', unleash({ rollout: '5' }, '_internal'), '_internal');
    expect(state).toMatchObject({ kind: 'ok', state: { flag: '_internal', percentage: 5 } });
  });

  it('LaunchDarkly says null where there are no rules', async () => {
    const here = { on: true, offVariation: 1, fallthrough: { variation: 0 }, rules: null, prerequisites: null };
    const variations = [true, false].map((value) => ({ _id: `v-${value}`, value }));
    const flag = { key: 'new-pricing', variations, environments: { production: { ...here, targets: null } } };
    const state = await stateIn('launchdarkly', { '/api/v2/flags/default/new-pricing': flag });
    expect(state).toMatchObject({ kind: 'ok', state: { enabled: true, percentage: 100 } });
  });

  it.each(['unleash', 'launchdarkly'] as const)('rules that are nested without end break nothing: %s', async (kind) => {
    const here = { on: true, offVariation: 1, fallthrough: { variation: 0 }, targets: ['deep'] };
    const strategies = '/api/admin/projects/default/features/new-pricing/environments/development/strategies';
    const says = {
      ...unleash({}),
      [strategies]: [{ id: 's1', name: 'default', constraints: ['deep'] }],
      '/api/v2/flags/default/new-pricing': { key: 'new-pricing', variations: [], environments: { production: here } },
    };
    expect(await stateIn(kind, says)).toMatchObject({ kind: 'failed', failure: { code: 'other' } });
  });

  it('an answer that cannot be read is not called a refusal', async () => {
    const state = await stateIn('launchdarkly', { '/api/v2/flags/default/new-pricing': { hello: 'world' } });
    const words = "LaunchDarkly answers in a way that Sluice can't read (HTTP 200)";
    expect(state).toMatchObject({ kind: 'failed', failure: { code: 'other', words } });
  });
});
