import type { ReleaseEvent } from '../domain/events.ts';
import type { Release } from '../domain/release.ts';
import { isNewLack, isStill } from '../domain/release-state.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import { replaced, stepFailed } from './decide-end.ts';
import { hold } from './decision.ts';
import { flagChanged } from './flags.ts';
import { outOfSight, type Taken, takeMeasurement } from './measure.ts';
import type { RunContext } from './perform.ts';
import { readBack } from './read-back.ts';
import { type Round, save, wait, write } from './round.ts';
import { lookAtWorkload, type WorkloadLook } from './workload-look.ts';

/** Figures mean what they seem to only while the candidate has the share that was written: that is looked at first. */
export async function look(context: RunContext, release: Release): Promise<Round> {
  const { deps } = context;
  try {
    const back = await readBack(context, release);
    switch (back.kind) {
      case 'reverted':
        return await save(context, release, [back.event]);
      case 'flag-changed': {
        const index = release.step?.index ?? 0;
        return await save(context, release, flagChanged(release, { at: deps.clock.now(), index, ...back }));
      }
      case 'lost':
        return await save(context, release, [stepFailed(release, deps.clock.now(), back.detail)]);
      case 'unknown':
        return await keep(context, release, await measureUnseen(context, release, back.detail));
      case 'stands':
        return await keep(context, release, await measureBy(context, release, deps.metricsOf(release.plan)));
    }
  } catch (error) {
    if (!(error instanceof StaleWriter)) throw error;
    deps.log.warn({}, 'another worker has taken this release over; this one stops');
    return wait(release, deps.clock.now() + 1000);
  }
}

function measureBy({ deps, lastMeasurement }: RunContext, release: Release, source: MetricSource): Promise<Taken> {
  return takeMeasurement(source, release, lastMeasurement, deps.clock.now);
}

/** Where nobody can say which share the candidate has, nothing good is said of it; what is bad is bad at any share. */
async function measureUnseen(context: RunContext, release: Release, detail: string): Promise<Taken> {
  const source = context.deps.metricsOf(release.plan);
  const taken = await measureBy(context, release, source);
  const newest = taken.lastMeasurement.latest ?? taken.entries.at(-1);
  if (newest?.verdict.kind !== 'healthy') return taken;
  context.lastMeasurement = { ...context.lastMeasurement, checkpoint: taken.lastMeasurement.checkpoint };
  return measureBy(context, release, outOfSight(source, detail));
}

async function keep(context: RunContext, release: Release, taken: Taken): Promise<Round> {
  const { deps, fencingToken } = context;
  context.lastMeasurement = taken.lastMeasurement;
  const news = newsOf(release, await lookAtWorkload(context, release, taken), deps.clock.now());
  if (news) return save(context, release, [...taken.entries, news]);
  if (taken.entries.length > 0) return write(context, release, taken.entries);
  const { lastMeasurement } = context;
  const kept = await deps.store.setLastMeasurement(release.id, { fencingToken, lastMeasurement });
  return kept ? { kind: 'folded', release } : wait(release, deps.clock.now());
}

function newsOf(release: Release, look: WorkloadLook | null, at: number): ReleaseEvent | null {
  switch (look?.kind) {
    case undefined:
      return null;
    case 'lost':
      return stepFailed(release, at, look.detail);
    case 'replaced':
      return replaced(release, at, look.detail);
    case 'trouble':
      return { type: 'trouble.seen', at, trouble: look.trouble };
    case 'alone':
      return alone(release, look.detail, at);
    case 'serves':
      return lackNow(release, look, at);
  }
}

/** All of the traffic was approved, or a person has said to go on: then nobody is asked. */
function alone(release: Release, detail: string, at: number): ReleaseEvent | null {
  const { percent, hold: open, waived, promoted, plan } = release;
  if (percent >= 100 || open || waived || promoted || !isStill(release)) return null;
  return hold(release, at, 'other-share', `${detail}: only ${plan.to.version} is there to answer`);
}

function lackNow(
  release: Release,
  { lacks, idle }: Extract<WorkloadLook, { kind: 'serves' }>,
  at: number,
): ReleaseEvent | null {
  const { idle: before = false } = release;
  if (idle !== before) return { type: 'pods.lacking', at, detail: lacks, idle };
  return isNewLack(release, lacks) ? { type: 'pods.lacking', at, detail: lacks } : null;
}
