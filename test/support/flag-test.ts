import type { FlagTest } from '../../src/domain/flag-test.ts';
import type { FlagRelease } from '../../src/domain/target.ts';
import type { GoalCount } from '../../src/providers/metrics/goal-count.ts';
import { createEngineWorld, type EngineWorldOptions } from './engine-world.ts';
import { fakeFlags } from './fake-flags.ts';
import { figures } from './figures.ts';
import { newPricing } from './flag-release.ts';

/** How long the test of these releases lasts (ms). */
export const testMs = 60_000;

const goal = { name: 'orders', successes: { metric: 'shop_orders_total', where: {} }, visits: null };

/** new-pricing at 50 % as an A/B test by its orders, then for everybody. */
export function testedPricing(test: Partial<Omit<FlagTest, 'goal'>> = {}): FlagRelease {
  return {
    ...newPricing,
    compareBy: { label: 'feature', on: ['new'], off: ['old'] },
    steps: [
      { percent: 50, bakeMs: testMs, test: { goal, until: 'result', withoutResult: 'ask', ...test } },
      { percent: 100, bakeMs: 10_000 },
    ],
  };
}

/** Orders of 1,000 visits of either side at every look. */
export const selling = (a: number, b: number) => (): GoalCount => ({
  kind: 'counted',
  piece: { a: { visits: 1000, successes: a }, b: { visits: 1000, successes: b } },
});

interface Played {
  /** What is counted at each look; nothing can be where it is left out. */
  goal?: () => GoalCount;
  /** By itself, or with a version. */
  alone?: boolean;
}

/** The world of a release that moves the flag as an A/B test. */
export async function testOptions(how: FlagRelease, { goal: count, alone = true }: Played = {}) {
  const flags = fakeFlags();
  flags.byHand('new-pricing', 'mika', {});
  const found = await flags.state('new-pricing');
  if (found.kind === 'failed') throw new Error(found.failure.words);
  const before = found.state;
  const options: EngineWorldOptions = {
    strategy: { kind: 'rolling', bakeMs: 10_000 },
    router: 'replicas',
    releaseFlags: [how],
    flags: { service: flags, moving: alone ? [] : [{ how, before }] },
    ...(alone ? { alone: { asked: { flag: 'new-pricing', to: { kind: 'share', percent: 100 } }, how, before } } : {}),
    ...(count ? { goal: count } : {}),
    sample(_look, at) {
      const between = { from: at - 2000, to: at };
      return flags.writes.some((write) => write.endsWith(' %'))
        ? { ...between, candidate: figures(1000, 1), stable: figures(1000, 1), flag: 'new-pricing' }
        : { ...between, candidate: figures(2000, 2), stable: null };
    },
  };
  return { flags, options };
}

/** That release, played by the engine. */
export async function createTestWorld(how: FlagRelease, played: Played = {}) {
  const { flags, options } = await testOptions(how, played);
  const world = await createEngineWorld(options);
  return { ...world, flags, share: async () => (await stateOf(flags)).share };
}

async function stateOf(flags: ReturnType<typeof fakeFlags>) {
  const answer = await flags.state('new-pricing');
  if (answer.kind === 'failed') throw new Error(answer.failure.words);
  return { share: answer.state.enabled ? answer.state.percentage : 0 };
}

/** Until a person is asked, or it is over. */
export async function untilAsked({
  turn,
  release,
}: Pick<Awaited<ReturnType<typeof createTestWorld>>, 'turn' | 'release'>) {
  for (let turns = 0; turns < 500 && (await release()).hold === null; turns += 1) {
    if ((await turn()).kind === 'ended') break;
  }
  return release();
}
