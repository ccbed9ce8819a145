import type { ServiceEntry } from '../config/catalogue.ts';
import type { FlagState } from '../domain/flag.ts';
import { flagMoves } from '../domain/flag-moves.ts';
import { isWithin } from '../domain/place.ts';
import type { Target } from '../domain/target.ts';
import { within } from '../platform/within.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { RequestDeps } from './deps.ts';
import { liveOfService } from './queries.ts';

interface Moving {
  number: number;
  approved: boolean;
}

/** A flag in one environment. */
export interface FlagCell {
  environment: string;
  /** How it stands, or why that cannot be told, as a clause of plain text. */
  seen: { kind: 'state'; state: FlagState } | { kind: 'unseen'; why: string };
  /** Whether the catalogue names it there, and when it moves. */
  listed: 'always' | 'asked' | 'no';
  /** The live release that moves it, and whether that is approved; null where none does. */
  moving: Moving | null;
}

export interface FlagRow {
  flag: string;
  cells: FlagCell[];
}

/** One page of a service's flags; pages are counted from 1. */
export interface FlagTable {
  service: string;
  rows: FlagRow[];
  page: number;
  pages: number;
  /** Of all pages. */
  count: number;
}

/** A message has room for so many flags, and no service is asked for more at once. */
const perPage = 8;
/** How long (ms) a service is waited for: the person waits too. */
const waitMs = 2500;

interface Place {
  target: Target;
  service: Flags;
  /** By flag, the release that moves it. */
  moving: ReadonlyMap<string, Moving>;
}

/**
 * The flags of a service as they stand: first those of the catalogue, then all others, by name. Reads only.
 * @param environment null for all of them
 * @returns null where no service of flags is named there
 */
export async function flagTable(
  { flagsOf, store }: Pick<RequestDeps, 'flagsOf' | 'store'>,
  { name, targets }: Pick<ServiceEntry, 'name' | 'targets'>,
  { environment, page: wanted }: { environment: string | null; page: number },
): Promise<FlagTable | null> {
  const live = await liveOfService(store, name, environment);
  const places = targets
    .filter((target) => environment === null || isWithin(target.environment, environment))
    .flatMap((target): Place[] => {
      const service = flagsOf(target);
      if (!service) return [];
      const here = live.filter(({ request }) => request.environment === target.environment);
      const moves = here.flatMap(({ plan, number, phase }) => {
        const moving = { number, approved: phase.kind !== 'awaiting-approval' };
        return flagMoves(plan).map(({ flag }) => [flag, moving] as const);
      });
      return [{ target, service, moving: new Map(moves) }];
    });
  if (places.length === 0) return null;
  const names = await namesIn(places);
  const pages = Math.max(1, Math.ceil(names.length / perPage));
  const page = Math.min(Math.max(1, wanted), pages);
  const shown = names.slice((page - 1) * perPage, page * perPage);
  const rows = await Promise.all(
    shown.map(async (flag) => ({ flag, cells: await Promise.all(places.map((place) => cellOf(flag, place))) })),
  );
  return { service: name, rows, page, pages, count: names.length };
}

async function namesIn(places: readonly Place[]): Promise<string[]> {
  const listed = places.flatMap(({ target }) => (target.releaseFlags ?? []).map(({ flag }) => flag));
  const found = await Promise.all(places.map(({ service }) => within(waitMs, service.names(), [])));
  return [...new Set([...listed.toSorted(), ...found.flat().toSorted()])];
}

async function cellOf(flag: string, { target, service, moving }: Place): Promise<FlagCell> {
  const answer = await within(waitMs, service.state(flag), null);
  const named = target.releaseFlags?.find((each) => each.flag === flag);
  return {
    environment: target.environment,
    seen:
      answer === null
        ? { kind: 'unseen', why: `no answer within ${waitMs / 1000} s` }
        : answer.kind === 'ok'
          ? { kind: 'state', state: answer.state }
          : { kind: 'unseen', why: answer.failure.words },
    listed: named ? (named.asked ? 'asked' : 'always') : 'no',
    moving: moving.get(flag) ?? null,
  };
}
