import { environmentOf } from '../../domain/place.ts';
import { byEnvironment, drifts, type PlaceNow, type ServiceNow } from '../../domain/what-runs.ts';
import { say, type Words } from '../../words/words.ts';
import { type Block, preformatted } from '../blocks/blocks.ts';
import { columns } from '../card/parts.ts';
import { placesInShort } from './place-cells.ts';

/** What runs where, and the names of the environments in promotion order. */
export interface Everywhere {
  /** Milliseconds since the epoch. */
  now: number;
  services: readonly ServiceNow[];
  environments: readonly string[];
}

/** How wide columns of a fixed width may be: the first two must fit a phone side by side. */
const widths = { name: 16, value: 22 };

/**
 * Columns of a table: the environments that these services have, the last one of the promotion first. That is production as a
 * rule, and a phone shows no more than the first two columns.
 */
export function columnsOf({ services, environments }: Everywhere): string[] {
  const all = [...new Set(environments.map(environmentOf))].reverse();
  const used = new Set(services.flatMap(({ places }) => places.map(({ environment }) => environmentOf(environment))));
  return [...all.filter((name) => used.has(name)), ...[...used].filter((name) => !all.includes(name))];
}

/** The places of a service in an environment; empty where it is not released there. */
export function placesIn({ places }: ServiceNow, environment: string): readonly PlaceNow[] {
  return byEnvironment(places).find((each) => each.environment === environment)?.places ?? [];
}

/** The table in columns of a fixed width, for pages and workspaces that have no other. */
export function fixedTable(everywhere: Everywhere): Block {
  const { services, now } = everywhere;
  const names = columnsOf(everywhere);
  const rows = services.map((service) => {
    const cells = names.map((name) => placesInShort(placesIn(service, name), now));
    return [`${drifts(service.places) ? '≠ ' : ''}${service.service}`, ...cells];
  });
  return preformatted(columns([['', ...names], ...rows], widths));
}

/** "≠ the versions differ between environments or places (2 of 12 services)"; null where none do. */
export function driftNote(services: readonly ServiceNow[]): Words | null {
  const drifting = services.filter(({ places }) => drifts(places)).length;
  if (drifting === 0) return null;
  return say`≠ the versions differ between environments or places (${drifting} of ${services.length})`;
}
