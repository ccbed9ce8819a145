import type { Release } from '../../domain/release.ts';
import { drifts, type ServiceNow } from '../../domain/what-runs.ts';
import { bold, code, join, lines, say, type Words } from '../../words/words.ts';
import { runCommandIds } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { actions, type Block, button, context, type Message, message, section } from '../blocks/blocks.ts';
import { type Rich, richValue } from '../blocks/rich.ts';
import { table } from '../blocks/table.ts';
import { columnsOf, driftNote, type Everywhere, fixedTable, placesIn } from './environments.ts';
import { type CardAddresses, inProgress } from './in-progress.ts';
import { placesCell, placesInShort } from './place-cells.ts';

export interface StatusPage extends Everywhere {
  live: readonly Release[];
  cards: CardAddresses;
  /** Counted from 1. */
  page: number;
  pages: number;
  /** Of services, on all pages. */
  count: number;
}

/** `/deploy status`: what is in progress, and what every service runs where. */
export function statusMessage(status: StatusPage): Message {
  const { services, live, now, cards } = status;
  const progress = inProgress(live, now, null, cards);
  if (services.length === 0) return message(progress.said, progress.blocks);
  const heading = bold('What runs where');
  const { block, left } = tableOf(status);
  const notes = [driftNote(services), pageNote(status), leftNote(left, services[0]?.service ?? '')].filter(
    (note) => note !== null,
  );
  const around = (shown: Block): Block[] => [
    ...progress.blocks,
    section(heading),
    shown,
    ...(notes.length > 0 ? [context(join(notes, ' · '))] : []),
    ...turns(status),
  ];
  const said = lines(progress.said, heading, ...services.map((service) => serviceLine(service, status)), ...notes);
  return { ...message(said, around(block)), plainer: around(fixedTable(status)) };
}

/** A row for each service, a column for each environment. */
function tableOf(status: StatusPage) {
  const { services, now } = status;
  const all = columnsOf(status);
  const names = all.slice(0, limits.tableColumns - 1);
  const rows = services.map((service) => [
    nameCell(service),
    ...names.map((name) => placesCell(placesIn(service, name), now)),
  ]);
  const { block, shown } = table(['Service', ...names], rows);
  return { block, left: { services: services.length - shown, environments: all.length - names.length } };
}

function nameCell({ service, places }: ServiceNow): Rich[] {
  return [richValue(drifts(places) ? `${service} ≠` : service, 'bold')];
}

/** "checkout ≠: production 2.4.1 3 d @aoi, staging 2.5.0". */
function serviceLine(service: ServiceNow, status: StatusPage): Words {
  const each = columnsOf(status).flatMap((name) => {
    const places = placesIn(service, name);
    return places.length > 0 ? [say`${name} ${placesInShort(places, status.now)}`] : [];
  });
  const name = drifts(service.places) ? say`${service.service} ≠` : say`${service.service}`;
  return say`${name}: ${join(each, ', ')}`;
}

function pageNote({ page, pages, count }: StatusPage): Words | null {
  return pages > 1 ? say`${count} services, page ${page} of ${pages}` : null;
}

function leftNote({ services, environments }: { services: number; environments: number }, first: string): Words | null {
  if (services === 0 && environments === 0) return null;
  const what = [
    ...(services > 0 ? [`${services} more services`] : []),
    ...(environments > 0 ? [`${environments} more environments`] : []),
  ].join(' and ');
  return say`… and ${what}: ${code(`/deploy status ${first}`)} shows all of one service`;
}

function turns({ page, pages }: StatusPage): Block[] {
  const to = [page - 1, page + 1].filter((each) => each >= 1 && each <= pages);
  const buttons = to.map((each, index) => {
    const id = runCommandIds[index];
    return id ? button(id, each < page ? '‹ Previous' : 'Next ›', { value: `status page ${each}` }) : null;
  });
  return actions(buttons);
}
