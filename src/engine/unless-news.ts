import type { Release } from '../domain/release.ts';
import type { Clock } from '../platform/clock.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import type { RunContext } from './perform.ts';
import { type Round, wait } from './round.ts';

/** How often (ms) a log is asked whether it has grown: soon enough for a bad version, seldom enough for two hundred slow looks. */
const everyMs = 250;

/**
 * Resolves once others have written into a release's log after `version`, and never once the signal has aborted.
 * Must not reject.
 */
export type WhenNews = (id: string, version: number, signal: AbortSignal) => Promise<void>;

/** Asks the store; while that does not answer, nothing is news. */
export function createWhenNews(store: Pick<ReleaseStore, 'version'>, clock: Pick<Clock, 'sleep'>): WhenNews {
  return async (id, version, signal) => {
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) break;
      const now = await store.version(id).catch(() => version);
      if (now > version && !signal.aborted) return;
    }
    return new Promise(() => undefined);
  };
}

/**
 * A look takes as long as the slowest server that it asks. What pods show or people say meanwhile does not wait for it: the
 * look is left, and what it still finds is refused by the store, since the log has grown.
 */
export async function unlessNews({ deps }: RunContext, release: Release, look: () => Promise<Round>): Promise<Round> {
  const over = new AbortController();
  const looking = look();
  const left = deps.whenNews(release.id, release.version, over.signal).then(() => wait(release, deps.clock.now()));
  try {
    return await Promise.race([looking, left]);
  } finally {
    over.abort();
    looking.catch((error: unknown) => deps.log.debug({ err: error }, 'a look that was left'));
  }
}
