import type { Clock } from '../src/platform/clock.ts';

/** A bot keeps what it has heard in waves: between two of them nothing new is there for a moment. */
const breathMs = 200;
/** Nobody who asked waits longer for others. */
const longestMs = 1000;

export type Admission = ReturnType<typeof createAdmission>;

/**
 * Where many people ask at once, the bot has yet to hear the last of them when the first are with us, and may share its
 * machine with us: to begin with the plans of the first would keep the last without an acknowledgement.
 * @param waiting how many requests nobody has taken up yet
 */
export function createAdmission(clock: Clock, waiting: () => Promise<number>) {
  let passing: Promise<void> | null = null;
  const count = () => waiting().catch(() => 0);

  async function pass(until: number): Promise<void> {
    let before = await count();
    while (before > 0 && clock.now() < until) {
      await clock.sleep(breathMs);
      const now = await count();
      if (now <= before) return;
      before = now;
    }
  }

  return {
    /**
     * Resolves when no more requests come in, and at once where none wait or they cannot be counted.
     * @param askedAt ms since the epoch, where that is known
     */
    passed(askedAt: number | undefined): Promise<void> {
      const until = Math.min(askedAt ?? 0, clock.now()) + longestMs;
      if (clock.now() >= until) return Promise.resolve();
      passing ??= pass(until).finally(() => {
        passing = null;
      });
      return passing;
    },
  };
}
