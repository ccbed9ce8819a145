import { findService } from '../config/catalogue.ts';
import { latest } from '../platform/latest.ts';
import { within } from '../platform/within.ts';
import type { RequestDeps } from './deps.ts';
import { runningVersions } from './running.ts';

/** What helps to choose a version. */
export interface VersionFacts {
  /** Environments and places that run it, in promotion order. */
  runsIn: string[];
  /** When it was built (ms since the epoch); null where nobody says. */
  builtAt: number | null;
}

/** A person types meanwhile, and Slack waits three seconds, of which the list itself may take two (ms). */
const withinMs = 700;
/** A form asks at every key press (ms). */
const freshMs = 10_000;
/** So many of those that are shown first are looked up in the registry. */
const mostLooked = 8;

type Running = Awaited<ReturnType<typeof runningVersions>>;
type Deps = Pick<RequestDeps, 'catalogue' | 'clusters' | 'imagesOf' | 'clock'>;

/**
 * Facts of versions that are offered, as far as they can be had in a moment; what takes longer is there the next time. Never
 * rejects. @param versions of a service, in the order in which they are shown
 */
export function createVersionFacts(deps: Deps) {
  const running = latest<{ until: number; seen: Promise<Running> }>(200);
  const built = latest<Promise<number | null>>(2000);

  function runs(service: string): Promise<Running> {
    const now = deps.clock.now();
    const known = running.get(service);
    if (known && known.until > now) return known.seen;
    const seen = runningVersions(deps, service).catch((): Running => []);
    running.set(service, { until: now + freshMs, seen });
    return seen;
  }

  /** What a tag stands for is looked up once, as far as anything is known of it. */
  function builtOf(service: string, version: string): Promise<number | null> {
    const found = findService(deps.catalogue(), service);
    const target = found.kind === 'found' ? found.value.targets[0] : undefined;
    if (!target) return Promise.resolve(null);
    const key = `${target.repository}:${version}`;
    const known = built.get(key);
    if (known) return known;
    const asked = deps.imagesOf(target.images).resolve(target.repository, version);
    const at = asked.then((resolved) => (resolved.kind === 'found' ? resolved.image.builtAt : null)).catch(() => null);
    built.set(key, at);
    void at.then((ms) => ms === null && built.delete(key));
    return at;
  }

  return async (service: string, versions: readonly string[]): Promise<ReadonlyMap<string, VersionFacts>> => {
    const [places, times] = await Promise.all([
      within(withinMs, runs(service), []),
      Promise.all(versions.slice(0, mostLooked).map((version) => within(withinMs, builtOf(service, version), null))),
    ]);
    return new Map(
      versions.map((version, index) => [
        version,
        {
          runsIn: places.flatMap((place) => (place.version === version ? [place.environment] : [])),
          builtAt: times[index] ?? null,
        },
      ]),
    );
  };
}
