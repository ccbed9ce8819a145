import { parseImage } from '../domain/image-reference.ts';
import type { Release } from '../domain/release.ts';
import { broughtIn, isLive } from '../domain/release-state.ts';
import type { Person } from '../domain/request.ts';
import { latest } from '../platform/latest.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { historyOf } from './queries.ts';

/** What a release that is over has brought in. */
export interface Brought {
  version: string;
  digest: string | null;
  /** When it was over, ms since the epoch. */
  at: number;
  by: Person;
}

/** Of one place, so many releases are looked through: failed ones, and those of feature flags, bring nothing in. */
const lookedThrough = 40;
/** Releases that are over never change: what they brought in is remembered, whichever place asks. */
const remembered = 5000;

/**
 * Finds the release that brought in what runs in a place. Reads a log only where the release has not been looked at before:
 * a table of many places must not fold every log each time that somebody looks.
 * @returns null where no release that the store remembers did
 */
export function createBroughtIn(store: Pick<ReleaseStore, 'history' | 'load'>) {
  const known = latest<{ brought: Brought | null }>(remembered);

  async function broughtBy(id: string): Promise<Brought | null> {
    const before = known.get(id);
    if (before) return before.brought;
    const release = (await historyOf(store, id))?.release;
    if (!release || isLive(release)) return null;
    const brought = broughtOf(release);
    known.set(id, { brought });
    return brought;
  }

  return async function lastBrought(service: string, environment: string): Promise<Brought | null> {
    for (const id of await store.history({ service, environment, limit: lookedThrough })) {
      const brought = await broughtBy(id);
      if (brought) return brought;
    }
    return null;
  };
}

function broughtOf(release: Release): Brought | null {
  const { phase, plan, request } = release;
  if (phase.kind !== 'ended' || plan.train || !broughtIn(release)) return null;
  const { version, image, digest } = plan.to;
  return { version, digest: parseImage(image).digest ?? digest ?? null, at: phase.at, by: request.by };
}
