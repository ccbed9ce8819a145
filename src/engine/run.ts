import type { ReleaseEvent } from '../domain/events.ts';
import { withLatest } from '../domain/fold.ts';
import type { GateMoment } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import { notBefore } from '../platform/clock.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { StepOutcome } from '../steps/step.ts';
import { askAgainMs, askGates, isInTheDark } from './ask-gates.ts';
import { decide } from './decide.ts';
import { overdue, stepFailed } from './decide-end.ts';
import type { Decision } from './decision.ts';
import { newlyIgnored } from './fence.ts';
import { foldOn } from './folded.ts';
import { outOfSight, takeMeasurement } from './measure.ts';
import { perform, type RunContext } from './perform.ts';
import type { EngineDeps } from './ports.ts';
import { candidateLost, readBack } from './read-back.ts';
import { type Advance, type Round, save, wait, write } from './round.ts';
import { otherPlan, startOrEnd } from './start.ts';

/** How often one call may go round before it lets the queue breathe. */
const roundsPerTurn = 200;

/**
 * Takes a release as far as it can go now. Everything done is in the log before the next thing begins; whoever comes
 * after a crash goes on from there.
 * @param signal aborted when the worker has lost the release's job
 */
export async function advance(deps: EngineDeps, id: string, signal: AbortSignal): Promise<Advance> {
  const before = deps.folded.get(id);
  const taken = await deps.store.claim(id, before?.known ?? null);
  if (taken.kind !== 'found') {
    deps.folded.delete(id);
    return { kind: 'quarantined', why: taken.kind, detail: 'detail' in taken ? taken.detail : 'there is no log of it' };
  }
  const folded = foldOn(before, taken);
  deps.folded.set(id, folded);
  const clock = notBefore(deps.clock, Math.max(folded.at, taken.lastMeasurement.latest?.at ?? 0));
  const context: RunContext = {
    deps: { ...deps, clock },
    fencingToken: taken.fencingToken,
    lastMeasurement: taken.lastMeasurement,
    ignored: [],
  };
  let release = folded.release;
  for (let round = 0; round < roundsPerTurn && !signal.aborted; round += 1) {
    const next = await oneRound(context, release);
    if (next.kind === 'folded') {
      release = next.release;
      continue;
    }
    deps.seen(release);
    if (next.kind === 'ended') deps.folded.delete(id);
    return next;
  }
  return wait(release, deps.clock.now());
}

async function oneRound(context: RunContext, release: Release): Promise<Round> {
  const now = context.deps.clock.now();
  const decision =
    otherPlan(release, now) ??
    decide(withLatest(release, context.lastMeasurement.latest), now, context.deps.gates.asks);
  switch (decision.do) {
    case 'append':
      return save(context, release, await startOrEnd(context.deps, release, decision.events));
    case 'wait':
      return wait(release, decision.until);
    case 'nothing':
      return { kind: 'ended' };
    case 'measure':
      return measure(context, release);
    case 'ask-gates':
      return checkGates(context, release, decision.when);
    case 'run':
    case 'undo':
      return runStep(context, release, decision);
  }
}

async function runStep(
  context: RunContext,
  release: Release,
  decision: Extract<Decision, { do: 'run' | 'undo' }>,
): Promise<Round> {
  const { clock, log } = context.deps;
  const undoing = decision.do === 'undo';
  // What is left to do where users are safe already waits for those whose users are not.
  if (undoing && decision.index > 0) await context.deps.whenIdle();
  const outcome = await perform(context, release, decision.action, undoing).catch((error: unknown) => {
    if (error instanceof StaleWriter) return null;
    throw error;
  });
  const now = clock.now();
  if (!outcome) {
    log.warn({}, 'another worker has taken this release over; this one stops');
    return wait(release, now + 1000);
  }
  const news = newlyIgnored(release, context.ignored, now);
  const told: Round = news ? await save(context, release, [news]) : { kind: 'folded', release };
  if (told.kind !== 'folded') return told;
  return afterTry(context, told.release, decision, outcome);
}

/** What a try of a step, or of an action of the way back, leads to. */
async function afterTry(
  context: RunContext,
  release: Release,
  decision: Extract<Decision, { do: 'run' | 'undo' }>,
  outcome: StepOutcome,
): Promise<Round> {
  const undoing = decision.do === 'undo';
  const now = context.deps.clock.now();
  const index = undoing ? decision.index : (release.step?.index ?? 0);
  switch (outcome.kind) {
    case 'done':
      return save(context, release, [
        { type: undoing ? 'undo.done' : 'step.done', at: now, index, note: outcome.note },
      ]);
    case 'wait':
    case 'retry': {
      const late = undoing ? null : overdue(release, now, outcome.kind === 'retry' ? outcome.error : null);
      if (late) return save(context, release, [late]);
      if (outcome.kind === 'retry') return noteRetry(context, release, { undoing, index, ...outcome });
      return wait(release, undoing ? now + outcome.ms : beforeNextMeasurement(context, release, now + outcome.ms));
    }
    case 'fail':
      if (undoing) return noteRetry(context, release, { undoing, index, error: outcome.detail, ms: 5000 });
      if (outcome.trouble) return save(context, release, [{ type: 'trouble.seen', at: now, trouble: outcome.trouble }]);
      return save(context, release, [stepFailed(release, now, outcome.detail)]);
  }
}

async function checkGates(context: RunContext, release: Release, when: GateMoment): Promise<Round> {
  const event = await askGates(context.deps, release, when);
  const saved: Round = event ? await save(context, release, [event]) : { kind: 'folded', release };
  if (saved.kind !== 'folded' || !isInTheDark(saved.release.gateCheck)) return saved;
  return wait(saved.release, beforeNextMeasurement(context, saved.release, context.deps.clock.now() + askAgainMs));
}

/** A step that waits for the cluster must not keep the judge from looking. */
function beforeNextMeasurement({ lastMeasurement }: RunContext, release: Release, until: number): number {
  const last = lastMeasurement.latest ?? release.measured.at(-1);
  const watched = release.step && release.plan.steps[release.step.index]?.watched;
  return watched && last ? Math.min(until, last.at + release.plan.target.analysis.intervalMs) : until;
}

type Retry = Omit<Extract<StepOutcome, { kind: 'retry' }>, 'kind'> & { undoing: boolean; index: number };

/** The same error is written once, however often it comes back. */
async function noteRetry(context: RunContext, release: Release, retry: Retry): Promise<Round> {
  const { undoing, index, error, ms, refused } = retry;
  const at = context.deps.clock.now();
  const known = release.phase.kind === 'rolling-back' ? release.phase.error : release.step?.error;
  if (known === error) return wait(release, at + ms);
  const event: ReleaseEvent = undoing
    ? { type: 'undo.retrying', at, index, error }
    : { type: 'step.retrying', at, index, error, ...(refused && { refused }) };
  const saved = await save(context, release, [event]);
  return saved.kind === 'folded' ? wait(saved.release, at + ms) : saved;
}

/** Figures mean what they seem to only while the candidate has the share that was written: that is looked at first. */
async function measure(context: RunContext, release: Release): Promise<Round> {
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
