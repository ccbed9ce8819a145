import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createFlags } from '../../../src/providers/flags/index.ts';
import { configs } from './configs.ts';
import { answerOf } from './world.ts';

/** @param says bodies by path; all else is not there */
function parentsIn(kind: keyof typeof configs, says: Record<string, unknown>) {
  const get = async (url: string) => {
    const body = says[new URL(url).pathname];
    return body === undefined ? answerOf(404) : answerOf(200, {}, JSON.stringify(body));
  };
  const made = createFlags({ http: { get, close: async () => undefined }, clock: systemClock, secret: () => 'token' });
  return made.flagsOf({ flags: configs[kind], environment: 'production' })?.parents?.('new-pricing');
}

describe('what Unleash tells of the features that one depends on', () => {
  const root = '/api/admin/projects/default/features';
  const parent = (enabled: boolean, rollout: string, dependency: object = {}) => ({
    [`${root}/new-pricing`]: { name: 'new-pricing', dependencies: [{ feature: 'checkout-v2', ...dependency }] },
    [`${root}/checkout-v2`]: { name: 'checkout-v2', environments: [{ name: 'development', enabled }] },
    [`${root}/checkout-v2/environments/development/strategies`]: [
      { id: 's1', name: 'flexibleRollout', parameters: { rollout, groupId: 'checkout-v2' } },
    ],
  });
  it.each([
    ['one that is off', parent(false, '100'), { wants: 'checkout-v2 is on', share: 0 }],
    ['one that is on for some', parent(true, '25'), { wants: 'checkout-v2 is on', share: 25 }],
    [
      'one that is on for all',
      parent(true, '100', { enabled: true, variants: [] }),
      { wants: 'checkout-v2 is on', share: 100 },
    ],
    ['one that must be off', parent(true, '100', { enabled: false }), { wants: 'checkout-v2 is off', share: 0 }],
    [
      'one that must be off, and is',
      parent(false, '100', { enabled: false }),
      { wants: 'checkout-v2 is off', share: 100 },
    ],
    [
      'a variant',
      parent(true, '100', { variants: ['blue', 'red'] }),
      { wants: 'checkout-v2 gives blue or red', share: null },
    ],
  ])('%s', async (_, says, found) => {
    expect(await parentsIn('unleash', says)).toEqual([found]);
  });

  it('nothing, where it depends on none', async () => {
    expect(await parentsIn('unleash', { [`${root}/new-pricing`]: { name: 'new-pricing', environments: [] } })).toEqual(
      [],
    );
  });
});

describe('what LaunchDarkly tells of prerequisites', () => {
  const variations = [true, false].map((value) => ({ _id: `v-${value}`, value }));
  const flag = (key: string, environment: object) => ({
    [`/api/v2/flags/default/${key}`]: {
      key,
      variations,
      environments: { production: { on: true, offVariation: 1, fallthrough: { variation: 1 }, ...environment } },
    },
  });
  const child = flag('new-pricing', { prerequisites: [{ key: 'checkout-v2', variation: 0 }] });
  const rollout = {
    variations: [
      { variation: 0, weight: 25_000 },
      { variation: 1, weight: 75_000 },
    ],
  };
  it.each([
    ['one that is off, whatever it gives while it is', { on: false, offVariation: 0 }, 0],
    ['one that gives it to nobody', {}, 0],
    ['one that gives it to some', { fallthrough: { rollout } }, 25],
    ['one that gives it to all', { fallthrough: { variation: 0 } }, 100],
    ['one that gives it by rules', { rules: [{ variation: 0, clauses: [] }] }, null],
  ])('%s', async (_, environment, share) => {
    const found = await parentsIn('launchdarkly', { ...child, ...flag('checkout-v2', environment) });
    expect(found).toEqual([{ wants: 'checkout-v2 gives true', share }]);
  });

  it('one that is not there, for nobody', async () => {
    const place = { '/api/v2/projects/default/environments/production': { key: 'production' } };
    expect(await parentsIn('launchdarkly', { ...child, ...place })).toMatchObject([{ share: 0 }]);
  });
});
