import type { Release } from '../domain/release.ts';
import { latest } from './latest.ts';
import type { Telemetry } from './telemetry.ts';

interface Seen {
  /** Steps that have been counted. */
  steps: number;
  /** When it began to go back (ms since epoch), or null. */
  backSince: number | null;
}

/** As many releases as are remembered between two leases. */
const remembered = 20_000;

/**
 * Turns releases, as each holder leaves them, into durations. A step is counted by the worker that saw its end: what
 * ended before this process began is somebody else's.
 */
export function createReleaseMetrics(telemetry: Telemetry, startedAt: number): (release: Release) => void {
  const known = latest<Seen>(remembered);
  return (release) => {
    const before = known.get(release.id) ?? { steps: 0, backSince: null };
    const { done, plan, phase } = release;
    for (const record of done.slice(before.steps)) {
      if (record.endedAt < startedAt) continue;
      const kind = plan.steps[record.index]?.action.kind ?? 'unknown';
      telemetry.stepSeconds.observe({ step: kind }, seconds(record.startedAt, record.endedAt));
    }
    if (phase.kind === 'ended') {
      known.delete(release.id);
      if (before.backSince !== null) telemetry.rollbackSeconds.observe(seconds(before.backSince, phase.at));
      return;
    }
    known.set(release.id, { steps: done.length, backSince: phase.kind === 'rolling-back' ? phase.since : null });
  };
}

function seconds(from: number, to: number): number {
  return Math.max(0, to - from) / 1000;
}
