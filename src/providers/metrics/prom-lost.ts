import { lengthInQuery, queriesFor, queriesForMany } from './prom-queries.ts';
import type { QueriesAsked } from './prom-templates.ts';
import type { Scope } from './promql.ts';

/** Whose lost series are asked about, and since when (s of the server's clock). */
export interface Lasting {
  scope: Scope;
  /** Null at the first look, before which nothing can be lost. */
  since: number | null;
}

/** Characters of a query's address, most of which are names; a scope stands in it six times. */
const maxLength = 6000;
const timesInQuery = 6;

/**
 * Queries of what was lost by now, for looks that were last taken at different times: as few as their length allows.
 * Empty where nothing can be lost, or Prometheus cannot tell.
 * @param time seconds, by the server's clock
 * @param many whether the answers must say whose they are
 */
export function lostQueries(config: QueriesAsked, all: readonly Lasting[], time: number, many: boolean): string[] {
  const groups = [...Map.groupBy(all, ({ since }) => since)];
  const parts = groups.flatMap(([since, looks]) => {
    if (since === null || since >= time) return [];
    const scopes = looks.map(({ scope }) => scope);
    return chunks(scopes).flatMap((some) => textOf(config, some, time - since, many) ?? []);
  });
  return packed(parts);
}

function textOf(config: QueriesAsked, scopes: readonly Scope[], seconds: number, many: boolean): string | null {
  const [first] = scopes;
  const queries = many ? queriesForMany(config, scopes) : first && queriesFor(config, first);
  return queries?.lost(seconds) ?? null;
}

function chunks(scopes: readonly Scope[]): Scope[][] {
  const found: Scope[][] = [];
  let room = 0;
  for (const scope of scopes) {
    const needed = lengthInQuery(scope) * timesInQuery;
    const last = found.at(-1);
    if (last && needed <= room) last.push(scope);
    else found.push([scope]);
    room = (last && needed <= room ? room : maxLength) - needed;
  }
  return found;
}

function packed(parts: readonly string[]): string[] {
  const queries: string[] = [];
  for (const part of parts) {
    const joined = queries.length > 0 ? `${queries.at(-1)} or ${part}` : part;
    if (queries.length > 0 && encodeURIComponent(joined).length <= maxLength) queries[queries.length - 1] = joined;
    else queries.push(part);
  }
  return queries;
}
