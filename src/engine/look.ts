import type { Release } from '../domain/release.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import { stepFailed } from './decide-end.ts';
import { outOfSight, takeMeasurement } from './measure.ts';
import type { RunContext } from './perform.ts';
import { candidateLost, readBack } from './read-back.ts';
import { type Round, save, wait, write } from './round.ts';

/** Figures mean what they seem to only while the candidate has the share that was written: that is looked at first. */
export async function look(context: RunContext, release: Release): Promise<Round> {
  const { deps } = context;
  try {
    const back = await readBack(context, release);
    switch (back.kind) {
      case 'reverted':
        return await save(context, release, [back.event]);
      case 'lost':
        return await save(context, release, [stepFailed(release, deps.clock.now(), back.detail)]);
      case 'unknown':
        return await measureBy(context, release, outOfSight(deps.metricsOf(release.plan), back.detail));
      case 'stands':
        return await measureBy(context, release, deps.metricsOf(release.plan));
    }
  } catch (error) {
    if (!(error instanceof StaleWriter)) throw error;
    deps.log.warn({}, 'another worker has taken this release over; this one stops');
    return wait(release, deps.clock.now() + 1000);
  }
}

async function measureBy(context: RunContext, release: Release, source: MetricSource): Promise<Round> {
  const { deps, fencingToken } = context;
  const taken = await takeMeasurement(source, release, context.lastMeasurement, deps.clock.now);
  context.lastMeasurement = taken.lastMeasurement;
  const lost = taken.podless ? await candidateLost(context, release) : null;
  if (lost !== null) return save(context, release, [...taken.entries, stepFailed(release, deps.clock.now(), lost)]);
  if (taken.entries.length > 0) return write(context, release, taken.entries);
  const kept = await deps.store.setLastMeasurement(release.id, {
    fencingToken,
    lastMeasurement: taken.lastMeasurement,
  });
  return kept ? { kind: 'folded', release } : wait(release, deps.clock.now());
}
