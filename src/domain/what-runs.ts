import { environmentOf } from './place.ts';
import type { Release } from './release.ts';
import type { Person } from './request.ts';

/** What a service runs in an environment, or in one of its places. */
export interface PlaceNow {
  /** With the place, where the environment has several: `production/eu`. */
  environment: string;
  /** Null where it cannot be told. */
  version: string | null;
  /** Of its image; null where it is not pinned. */
  digest: string | null;
  /** Since when (ms since the epoch); null where nobody knows. */
  since: number | null;
  /** Who asked for it; null where no release that Sluice remembers brought it in. */
  by: Person | null;
  /** The release that is changing it now, or waits to. */
  live: Release | null;
}

/** What a service runs everywhere, in promotion order. */
export interface ServiceNow {
  service: string;
  places: readonly PlaceNow[];
}

/** The places of one environment, in their order. */
export interface EnvironmentNow {
  environment: string;
  places: readonly PlaceNow[];
}

/** True where known versions of a service differ: by their bytes where both are pinned, else by name. */
export function drifts(places: readonly PlaceNow[]): boolean {
  const known = places.filter(({ version }) => version !== null);
  return known.some((one, at) => known.slice(at + 1).some((other) => differ(one, other)));
}

/** Whether two places run different versions, as far as is known. */
export function differ(one: PlaceNow, other: PlaceNow): boolean {
  const pinned = one.digest !== null && other.digest !== null;
  return pinned ? one.digest !== other.digest : one.version !== other.version;
}

/** The places of a service by environment, in promotion order. */
export function byEnvironment(places: readonly PlaceNow[]): EnvironmentNow[] {
  const names = [...new Set(places.map(({ environment }) => environmentOf(environment)))];
  return names.map((environment) => ({
    environment,
    places: places.filter((place) => environmentOf(place.environment) === environment),
  }));
}

/** Places that run the same, together, in the order of the first of each. */
export function alike(places: readonly PlaceNow[]): PlaceNow[][] {
  const groups: PlaceNow[][] = [];
  for (const place of places) {
    const same = groups.find(([first]) => first && isSame(first, place));
    if (same) same.push(place);
    else groups.push([place]);
  }
  return groups;
}

function isSame(one: PlaceNow, other: PlaceNow): boolean {
  return (one.version === null) === (other.version === null) && !differ(one, other);
}
