import type { ReleaseEvent } from '../domain/events.ts';
import { fold } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import { slim } from './folded.ts';
import type { RunContext } from './perform.ts';

export type Advance =
  /** Nothing to do before `until` (ms since epoch) unless somebody wakes the release; `version` is the log that says so. */
  | { kind: 'wait'; until: number; version: number; urgent: boolean }
  | { kind: 'ended' }
  /** There is no log, or it cannot be used by this version; left alone. */
  | { kind: 'quarantined'; why: 'missing' | 'broken' | 'newer'; detail: string };

/** What one round comes to: the release with what it has written, or the end of the lease. */
export type Round = { kind: 'folded'; release: Release } | Advance;

export function wait(release: Release, until: number): Advance {
  return { kind: 'wait', until, version: release.version, urgent: release.phase.kind === 'rolling-back' };
}

/** What was measured since the last entry belongs before what was decided upon it. */
export async function save(context: RunContext, release: Release, events: readonly ReleaseEvent[]): Promise<Round> {
  const { latest } = context.lastMeasurement;
  context.lastMeasurement = { ...context.lastMeasurement, latest: null };
  return write(context, release, latest ? [latest, ...events] : events);
}

export async function write(context: RunContext, release: Release, events: readonly ReleaseEvent[]): Promise<Round> {
  const { deps, fencingToken, lastMeasurement } = context;
  const saved = await deps.store.append(release.id, release.version, events, { fencingToken, lastMeasurement });
  // Somebody decided meanwhile, or another worker came: the next lease begins with what is there now.
  if (saved.kind === 'conflict') return wait(release, deps.clock.now());
  const goesBack = events.some(({ type }) => type === 'rollback.started');
  if (events.some(({ type }) => type !== 'measured')) deps.told(release.id, goesBack);
  for (const { type } of events) deps.log.info({ event: type }, 'release');
  return { kind: 'folded', release: slim(events.reduce(fold, release)) };
}
