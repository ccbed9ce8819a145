import type { FlagState } from '../../src/domain/flag.ts';
import type { FlagRelease } from '../../src/domain/target.ts';
import { createEngineWorld, type EngineWorldOptions, healthySample } from './engine-world.ts';
import { type FakeFlags, fakeFlags, serviceDown } from './fake-flags.ts';
import { figures } from './figures.ts';

/** new-pricing: off, then 5, 25 and 100 %, each for 10 s. */
export const newPricing: FlagRelease = {
  flag: 'new-pricing',
  off: true,
  steps: [5, 25, 100].map((percent) => ({ percent, bakeMs: 10_000 })),
};

interface Options extends Partial<Omit<EngineWorldOptions, 'flags' | 'sample'>> {
  /** How the flag stands before; off where nothing is said. */
  before?: Partial<Pick<FlagState, 'enabled' | 'percentage' | 'segments'>>;
  /** From this share on, the feature fails; never where it is left out. */
  failsAt?: number;
  /** The new version fails while it gets traffic; the flag service is away from then on where it says so. */
  badVersion?: 'with flags' | 'without flags';
}

/** A release that moves new-pricing, over a flag service in memory. Rolling where nothing else is said. */
export async function createFlagWorld({ before = {}, failsAt = 101, badVersion, ...rest }: Options = {}) {
  const flags = fakeFlags();
  flags.byHand('new-pricing', 'mika', before);
  const found = await stateOf(flags);
  const world = await createEngineWorld({
    strategy: { kind: 'rolling', bakeMs: 10_000 },
    ...rest,
    flags: { service: flags, moving: [{ how: newPricing, before: found }] },
    sample(look, at, share) {
      if (share !== null) return healthySample(look, at, share);
      if (badVersion === 'without flags' && look === 1) flags.fail(serviceDown);
      const failing = badVersion !== undefined || lastShare(flags) >= failsAt;
      return { from: at - 2000, to: at, candidate: figures(1000, failing ? 100 : 1), stable: null };
    },
  });
  return { ...world, flags, before: found, now: () => stateOf(flags) };
}

/** As it was written last. */
function lastShare({ writes }: FakeFlags): number {
  return Number(/ (\d+) %$/.exec(writes.at(-1) ?? '')?.[1] ?? 0);
}

async function stateOf(flags: FakeFlags): Promise<FlagState> {
  const answer = await flags.state('new-pricing');
  if (answer.kind === 'failed') throw new Error(answer.failure.words);
  return answer.state;
}
