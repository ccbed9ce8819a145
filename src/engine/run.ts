import { judge } from '../analysis/index.ts';
import type { ReleaseEvent } from '../domain/events.ts';
import { fold, foldLog } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import { decide, stepFailed } from './decide.ts';
import type { Decision } from './decision.ts';
import { perform, type RunContext } from './perform.ts';
import type { EngineDeps } from './ports.ts';

export type Advance =
  /** Nothing to do before `until` (ms since epoch) unless somebody wakes the release; `version` is the log that says so. */
  | { kind: 'wait'; until: number; version: number }
  | { kind: 'ended' }
  /** The log cannot be read by this version; left alone. */
  | { kind: 'set-aside'; detail: string };

/** How often one call may go round before it lets the queue breathe. */
const roundsPerTurn = 200;

/**
 * Takes a release as far as it can go now. Everything done is in the log before the next thing begins; whoever comes
 * after a crash goes on from there.
 * @param signal aborted when the worker has lost the release's job
 */
export async function advance(deps: EngineDeps, id: string, signal: AbortSignal): Promise<Advance> {
  let release = await loadRelease(deps, id);
  if ('kind' in release) return release;
  const context: RunContext = { deps, epoch: await deps.store.takeUp(id), memo: await deps.store.memo(id) };
  for (let round = 0; round < roundsPerTurn && !signal.aborted; round += 1) {
    const next = await oneRound(context, release);
    if (next.kind !== 'folded') return next;
    release = next.release;
  }
  return { kind: 'wait', until: deps.clock.now(), version: release.version };
}

type Round = { kind: 'folded'; release: Release } | Advance;

async function oneRound(context: RunContext, release: Release): Promise<Round> {
  const { clock } = context.deps;
  const decision = decide(release, clock.now());
  switch (decision.do) {
    case 'append':
      return save(context, release, decision.events);
    case 'wait':
      return { kind: 'wait', until: decision.until, version: release.version };
    case 'nothing':
      return { kind: 'ended' };
    case 'measure':
      return save(context, release, [await measure(context, release)]);
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
  const outcome = await perform(context, release, decision.action, undoing).catch((error: unknown) => {
    if (error instanceof StaleWriter) return null;
    throw error;
  });
  const now = clock.now();
  if (!outcome) {
    log.warn({}, 'another worker has taken this release over; this one stops');
    return { kind: 'wait', until: now + 1000, version: release.version };
  }
  const index = undoing ? decision.index : (release.step?.index ?? 0);
  switch (outcome.kind) {
    case 'done':
      return save(context, release, [
        { type: undoing ? 'undo.done' : 'step.done', at: now, index, note: outcome.note },
      ]);
    case 'wait':
      return { kind: 'wait', until: nextLookAt(release, now + outcome.ms), version: release.version };
    case 'retry':
      return noteRetry(context, release, undoing, index, outcome.error, now + outcome.ms);
    case 'fail':
      if (undoing) return noteRetry(context, release, undoing, index, outcome.detail, now + 5000);
      if (outcome.trouble) return save(context, release, [{ type: 'trouble.seen', at: now, trouble: outcome.trouble }]);
      return save(context, release, [stepFailed(release, now, outcome.detail)]);
  }
}

/** A step that waits for the cluster must not keep the judge from looking. */
function nextLookAt(release: Release, until: number): number {
  const last = release.measured.at(-1);
  const watched = release.step && release.plan.steps[release.step.index]?.watched;
  return watched && last ? Math.min(until, last.at + release.plan.target.analysis.intervalMs) : until;
}

/** The same error is written once, however often it comes back. */
async function noteRetry(
  context: RunContext,
  release: Release,
  undoing: boolean,
  index: number,
  error: string,
  until: number,
): Promise<Round> {
  const known = release.phase.kind === 'rolling-back' ? release.phase.error : release.step?.error;
  if (known === error) return { kind: 'wait', until, version: release.version };
  const type = undoing ? 'undo.retrying' : 'step.retrying';
  const saved = await save(context, release, [{ type, at: context.deps.clock.now(), index, error }]);
  return saved.kind === 'folded' ? { kind: 'wait', until, version: saved.release.version } : saved;
}

async function measure(context: RunContext, release: Release): Promise<ReleaseEvent> {
  const { deps } = context;
  const { plan } = release;
  const source = deps.metricsOf(plan);
  const { measurement, memo } = await source.measure(plan, context.memo);
  context.memo = memo;
  await deps.store.setMemo(release.id, memo);
  const verdict = judge(plan.target.analysis, release.window, measurement, source.measures);
  return {
    type: 'measured',
    at: deps.clock.now(),
    sample: measurement.kind === 'sample' ? measurement.sample : null,
    verdict,
  };
}

async function save(context: RunContext, release: Release, events: readonly ReleaseEvent[]): Promise<Round> {
  const { deps } = context;
  const saved = await deps.store.append(release.id, release.version, events);
  if (saved.kind === 'conflict') {
    // Somebody decided meanwhile: what they said comes first.
    const fresh = await loadRelease(deps, release.id);
    return 'kind' in fresh ? fresh : { kind: 'folded', release: fresh };
  }
  // Figures alone are shown when the card is next drawn; everything else is news.
  deps.told(
    release.id,
    events.some(({ type }) => type !== 'measured'),
  );
  for (const event of events) {
    deps.count(event);
    deps.log.info({ event: event.type }, 'release');
  }
  return { kind: 'folded', release: events.reduce(fold, release) };
}

async function loadRelease(deps: EngineDeps, id: string): Promise<Release | Exclude<Advance, { kind: 'wait' }>> {
  const loaded = await deps.store.load(id);
  switch (loaded.kind) {
    case 'found':
      return foldLog(loaded.events);
    case 'missing':
      return { kind: 'set-aside', detail: 'there is no log of this release' };
    case 'broken':
      return { kind: 'set-aside', detail: loaded.detail };
  }
}
