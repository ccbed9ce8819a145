import { fold, foldLog } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import { latest } from '../platform/latest.ts';
import type { Claimed, Known } from '../store/release-store.ts';

/** A log folded as far as it was read. The release is without its older measurements: deciding needs none of them. */
export interface Folded {
  release: Release;
  known: Known;
  /** The latest time in it, in ms since the epoch. */
  at: number;
}

/** What was folded before, by release id; those used last are kept. */
export interface FoldedLogs {
  get(id: string): Folded | null;
  set(id: string, folded: Folded): void;
  delete(id: string): void;
}

export function createFoldedLogs(limit: number): FoldedLogs {
  const kept = latest<Folded>(limit);
  return {
    get: (id) => kept.get(id) ?? null,
    set: (id, folded) => void kept.set(id, folded),
    delete: (id) => void kept.delete(id),
  };
}

/** The log folded on from what was known. Throws where it does not begin with its request. */
export function foldOn(before: Folded | null, { events, after, known }: Extract<Claimed, { kind: 'found' }>): Folded {
  const release = before && after > 0 ? events.reduce(fold, before.release) : foldLog(events);
  const at = events.reduce((latest, event) => Math.max(latest, event.at), before?.at ?? 0);
  return { release: slim(release), known, at };
}

/** Charts and reports want every measurement; deciding wants the newest and the judge's window. */
export function slim(release: Release): Release {
  return release.measured.length > 1 ? { ...release, measured: release.measured.slice(-1) } : release;
}
