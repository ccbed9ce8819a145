import { configs } from './configs.ts';
import { startFakeLaunchDarkly } from './fake-launchdarkly.ts';
import type { FlagWorld } from './world.ts';

export async function launchDarklyWorld(): Promise<
  FlagWorld & { fake: Awaited<ReturnType<typeof startFakeLaunchDarkly>> }
> {
  const fake = await startFakeLaunchDarkly();
  const { environment } = configs.launchdarkly;
  const here = (flag: string) => fake.flags.get(flag)?.environments[environment];
  return {
    fake,
    config: { ...configs.launchdarkly, url: fake.url },
    elsewhere: { project: { project: 'nowhere' }, environment: { environment: 'nowhere' } },
    secrets: { LAUNCHDARKLY_TOKEN: fake.token, WRONG_TOKEN: 'api-another-one-altogether' },
    tokenMember: 'tokenEnv',
    tellsWho: true,
    async byHand(flag, percentage) {
      const flagHere = here(flag);
      const weight = percentage * 1000;
      const variations = [
        { variation: 0, weight },
        { variation: 1, weight: 100_000 - weight },
      ];
      if (flagHere) flagHere.fallthrough = { rollout: { variations, contextKind: 'user' } };
      fake.noteChange(flag, environment, 'mika@example.com');
    },
    async archive(flag) {
      const there = fake.flags.get(flag);
      if (there) there.archived = true;
    },
    async serves(flag) {
      const { on, fallthrough } = here(flag) ?? { on: false, fallthrough: {} };
      if (!on) return false;
      return fallthrough.variation === 0 || null;
    },
    stop: fake.close,
  };
}
