import { placeIn } from '../../domain/place.ts';
import type { Release } from '../../domain/release.ts';
import type { Person } from '../../domain/request.ts';
import { alike, type PlaceNow } from '../../domain/what-runs.ts';
import { age } from '../../words/format.ts';
import { liveMark } from '../../words/release-line.ts';
import { callName, type Rich, rich, richPerson, richValue } from '../blocks/rich.ts';

/** Versions of one environment, and releases in its places, that a cell tells apart; the others it counts. */
const most = { versions: 3, live: 2 };

/** Where a version's places have it since, and by whom: nothing where they differ in it, or nobody knows. */
interface Origin {
  since: number | null;
  by: Person | null;
}

/**
 * What the places of one environment run, for a table: the version first, since when and by whom below, and what is being
 * released. Several versions stand with their places. @param now milliseconds since the epoch
 */
export function placesCell(places: readonly PlaceNow[], now: number): Rich[] {
  if (places.length === 0) return [];
  const groups = alike(places);
  const [all] = groups;
  const lines = groups.length === 1 && all ? oneVersion(all, now) : severalVersions(groups);
  return joined([...lines, ...liveLines(places)]);
}

function oneVersion(places: readonly PlaceNow[], now: number): Rich[][] {
  const { since, by } = originOf(places);
  const version = [richValue(places[0]?.version ?? '?', 'bold')];
  const when = since === null ? [] : [rich(age(now - since))];
  const who = by === null ? [] : [richPerson(by)];
  const below = [...when, ...(when.length > 0 && who.length > 0 ? [rich(' · ')] : []), ...who];
  return below.length > 0 ? [version, below] : [version];
}

function severalVersions(groups: readonly (readonly PlaceNow[])[]): Rich[][] {
  const shown = groups.slice(0, most.versions).map((places) => {
    return [richValue(places[0]?.version ?? '?', 'bold'), rich(' '), richValue(placeNames(places))];
  });
  const rest = groups.length - shown.length;
  return rest > 0 ? [...shown, [rich(`+ ${rest} more`)]] : shown;
}

function liveLines(places: readonly PlaceNow[]): Rich[][] {
  const live = places.flatMap((place) => (place.live ? [[liveIn(place, place.live)]] : []));
  const rest = live.length - most.live;
  return rest > 0 ? [...live.slice(0, most.live), [rich(`+ ${rest} more`)]] : live;
}

function liveIn({ environment }: PlaceNow, live: Release): Rich {
  const place = placeIn(environment);
  return richValue(place === null ? liveMark(live) : `${liveMark(live)} ${place}`);
}

/** "eu, us"; the environment itself where it has no places. */
export function placeNames(places: readonly PlaceNow[]): string {
  return places.map(({ environment }) => placeIn(environment) ?? environment).join(', ');
}

/** Since when all of these places have what they run: that of the last of them. */
function originOf(places: readonly PlaceNow[]): Origin {
  const times = places.flatMap(({ since }) => since ?? []);
  const [first] = places;
  const same = places.every(({ by }) => by !== null && by.id === first?.by?.id);
  return {
    since: times.length === places.length ? Math.max(...times) : null,
    by: same ? (first?.by ?? null) : null,
  };
}

/** The same in a few characters, for columns of a fixed width: "2.4.1 3 d @aoi", "2.4.0 ▶ 2.4.1 25 %", "2.5.0/2.4.1". */
export function placesInShort(places: readonly PlaceNow[], now: number): string {
  if (places.length === 0) return '';
  const versions = alike(places).map(([first]) => first?.version ?? '?');
  const live = places.find((place) => place.live !== null)?.live;
  if (live) return `${versions.join('/')} ${liveMark(live)}`;
  if (versions.length > 1) return versions.join('/');
  const { since, by } = originOf(places);
  const pieces = [versions[0] ?? '?', since === null ? '' : age(now - since), by === null ? '' : callName(by)];
  return pieces.filter((piece) => piece !== '').join(' ');
}

function joined(lines: readonly (readonly Rich[])[]): Rich[] {
  return lines.flatMap((line, index) => (index === 0 ? line : [rich('\n'), ...line]));
}
