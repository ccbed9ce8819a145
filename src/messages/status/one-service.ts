import type { Release } from '../../domain/release.ts';
import { alike, drifts, type PlaceNow, type ServiceNow } from '../../domain/what-runs.ts';
import { age, date } from '../../words/format.ts';
import { liveMark } from '../../words/release-line.ts';
import { bold, code, join, lines, nothing, say, type Words } from '../../words/words.ts';
import { type Block, context, type Message, message, preformatted } from '../blocks/blocks.ts';
import { callName, type Rich, rich, richDate, richLink, richPerson, richValue } from '../blocks/rich.ts';
import { table } from '../blocks/table.ts';
import { columns } from '../card/parts.ts';
import { type CardAddresses, inProgress, listed } from './in-progress.ts';

export interface ServiceStatus {
  /** Milliseconds since the epoch. */
  now: number;
  service: ServiceNow;
  live: readonly Release[];
  /** The last ones that are over, the newest first. */
  past: readonly Release[];
  cards: CardAddresses;
}

/** `/deploy status checkout`: what is in progress, what it runs in each place, and its last releases. */
export function serviceStatusMessage(status: ServiceStatus): Message {
  const { service, live, past, now, cards } = status;
  const name = service.service;
  const progress = inProgress(live, now, name, cards);
  // Of several environments, the last one of the promotion matters most.
  const places = [...service.places].reverse();
  const { block, shown } = table(
    ['Where', 'Runs', 'Since', 'By'],
    places.map((place) => rowOf(place, cards)),
  );
  const rest = places.length - shown;
  const notes = [differences(service.places), rest > 0 ? say`… and ${rest} more places` : null].filter(
    (note) => note !== null,
  );
  const last = past.length > 0 ? listed(say`${bold('Last releases')} of ${bold(name)}`, past, now, cards) : null;
  const around = (seen: Block): Block[] => [
    ...progress.blocks,
    seen,
    ...notes.map((note) => context(note)),
    ...(last?.blocks ?? []),
  ];
  const said = lines(progress.said, ...places.map(placeLine), ...notes, last?.said ?? null);
  return { ...message(said, around(block)), plainer: around(fixed(places, now)) };
}

function rowOf(place: PlaceNow, cards: CardAddresses): Rich[][] {
  const { environment, version, since, by, live } = place;
  const progress = live
    ? [rich('\n'), richValue(liveMark(live)), rich(' '), richLink(cards.get(live.id) ?? null, `#${live.number}`)]
    : [];
  return [
    [richValue(environment)],
    [richValue(version ?? '?', 'bold'), ...progress],
    [since === null ? rich('–') : richDate(since)],
    [by === null ? rich('–') : richPerson(by)],
  ];
}

function fixed(places: readonly PlaceNow[], now: number): Block {
  const rows = places.map(({ environment, version, since, by, live }) => [
    environment,
    `${version ?? '?'}${live ? ` ${liveMark(live)}` : ''}`,
    since === null ? '–' : age(now - since),
    by === null ? '–' : callName(by),
  ]);
  return preformatted(columns([['', 'runs', 'since', 'by'], ...rows], { name: 18, value: 22 }));
}

/** "production runs 2.4.1 since … by @aoi, ▶ 2.5.0 25 %". */
function placeLine({ environment, version, since, by, live }: PlaceNow): Words {
  const when = since === null ? nothing : say` since ${date(since)}`;
  const name = by === null ? '' : callName(by);
  const who = name === '' ? nothing : say` by ${name}`;
  return say`${environment} runs ${version ?? '?'}${when}${who}${live ? say`, ${liveMark(live)}` : nothing}`;
}

/** "≠ 2.4.1 in staging · 2.4.0 in production/eu, production/us"; null where nothing differs, as far as is known. */
function differences(places: readonly PlaceNow[]): Words | null {
  if (!drifts(places)) return null;
  const known = places.filter(({ version }) => version !== null);
  const each = alike(known).map((same) => {
    return say`${code(same[0]?.version ?? '?')} in ${same.map(({ environment }) => environment).join(', ')}`;
  });
  return say`≠ ${join(each, ' · ')}`;
}
