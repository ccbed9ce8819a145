import type { ReleaseEvent } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import { numberOf } from '../domain/names.ts';
import { isWithin } from '../domain/place.ts';
import type { Release } from '../domain/release.ts';
import { broughtIn, isLive } from '../domain/release-state.ts';
import { isOfAllPlaces } from '../domain/train.ts';
import type { ReleaseStore } from '../store/release-store.ts';

/** A service's releases among which the last is looked for. */
const lookedThrough = 20;

/** A release with its log, for reports. */
export interface ReleaseHistory {
  release: Release;
  events: ReleaseEvent[];
}

export async function historyOf(store: Pick<ReleaseStore, 'load'>, id: string): Promise<ReleaseHistory | null> {
  const loaded = await store.load(id);
  return loaded.kind === 'found' ? { release: foldLog(loaded.events, loaded.latest), events: loaded.events } : null;
}

/** Live releases, the newest first, at most `limit`. Logs that cannot be read are left out. */
export async function liveReleases(store: ReleaseStore, limit: number): Promise<Release[]> {
  const ids = (await store.live()).sort((a, b) => numberOf(b) - numberOf(a)).slice(0, limit);
  const found = await Promise.all(ids.map((id) => historyOf(store, id)));
  return found.flatMap((each) => (each ? [each.release] : []));
}

/**
 * The live releases of a service: at most one in each place, and one that waits for its end. @param where an environment, which
 * stands for its places and the train of all of them, or one place; null for all
 */
export async function liveOfService(store: ReleaseStore, service: string, where: string | null): Promise<Release[]> {
  const [ids, live] = await Promise.all([store.history({ service, limit: mostPassed }), store.live()]);
  const open = new Set(live);
  const found = await Promise.all(ids.filter((id) => open.has(id)).map((id) => historyOf(store, id)));
  return found.flatMap((each) => (each && isLive(each.release) && isMeant(each.release, where) ? [each.release] : []));
}

function isMeant({ request }: Release, where: string | null): boolean {
  if (where === null || isOfAllPlaces(request, where)) return true;
  return !request.train && isWithin(request.environment, where);
}

/**
 * Whom people mean by a service's name: not what waits there for the end of another, and of an environment with several places
 * the train of all of them.
 */
export function inPlace(live: readonly Release[], where: string | null = null): Release[] {
  const whole = where === null ? undefined : live.find(({ request }) => isOfAllPlaces(request, where));
  if (whole) return [whole];
  const placed = live.filter(({ phase }) => phase.kind !== 'queued');
  const taken = new Set(placed.map(({ request }) => request.environment));
  return live.filter((release) => placed.includes(release) || !taken.has(release.request.environment));
}

/** The last releases, the newest first. */
export async function pastReleases(
  store: ReleaseStore,
  query: { service?: string; environment?: string; limit: number },
): Promise<Release[]> {
  const found = await Promise.all((await store.history(query)).map((id) => historyOf(store, id)));
  return found.flatMap((each) => (each ? [each.release] : []));
}

/** For each release of an environment with places, so many of the service are looked through. */
const placesLookedThrough = 5;

/** As many releases as this are looked through for those that brought a version in; and so many are read at once. */
const mostPassed = 500;
const readAtOnce = 20;

/**
 * The last releases that brought a version to an environment, the newest first. Between two of them any number of others may
 * lie, such as those of feature flags.
 * @param most so many are enough
 */
export async function broughtTo(
  store: ReleaseStore,
  place: { service: string; environment: string },
  most: number,
): Promise<Release[]> {
  const ids = await store.history({ ...place, limit: mostPassed });
  const found: Release[] = [];
  for (let at = 0; at < ids.length && found.length < most; at += readAtOnce) {
    const read = await Promise.all(ids.slice(at, at + readAtOnce).map((id) => historyOf(store, id)));
    found.push(...read.flatMap((each) => (each && broughtIn(each.release) ? [each.release] : [])));
  }
  return found.slice(0, most);
}

/**
 * The release that a person means: `#142`, `142`, or a service (with an environment, where it is live in several):
 * the live one, otherwise the last.
 */
export async function findRelease(
  store: ReleaseStore,
  word: string,
  environment: string | null,
): Promise<ReleaseHistory | null> {
  const number = /^#?(\d+)$/.exec(word)?.[1];
  if (number) {
    const id = await store.idOfNumber(Number(number));
    return id ? historyOf(store, id) : null;
  }
  const live = inPlace(await liveOfService(store, word, environment), environment)[0];
  const wanted = live ?? (await pastIn(store, { service: word, environment }, lookedThrough))[0];
  return wanted ? historyOf(store, wanted.id) : null;
}

/** The last releases of a service, the newest first: in a place, or in all those of an environment and through them. */
export async function pastIn(
  store: ReleaseStore,
  { service, environment }: { service: string; environment: string | null },
  limit: number,
): Promise<Release[]> {
  const exactly = { service, ...(environment ? { environment } : {}), limit };
  const past = await pastReleases(store, exactly);
  if (past.length > 0 || environment === null) return past;
  const all = await pastReleases(store, { service, limit: limit * placesLookedThrough });
  return all.filter((release) => isMeant(release, environment)).slice(0, limit);
}
