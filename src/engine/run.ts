import type { ReleaseEvent } from '../domain/events.ts';
import { withLatest } from '../domain/fold.ts';
import type { GateMoment } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import { notBefore } from '../platform/clock.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import { afterTry, beforeNextMeasurement } from './after-try.ts';
import { askAgainMs, askGates, isToldLater } from './ask-gates.ts';
import { endAsFound } from './at-end.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { evidenceFirst } from './evidence.ts';
import { newlyIgnored } from './fence.ts';
import { foldOn } from './folded.ts';
import { look } from './look.ts';
import { afterLook } from './look-ahead.ts';
import { perform, type RunContext } from './perform.ts';
import type { EngineDeps } from './ports.ts';
import { type Advance, type Round, save, wait } from './round.ts';
import { otherPlan, startOrEnd } from './start.ts';
import { stillFlowing } from './still-flows.ts';
import { takeTurn } from './turn.ts';
import { unlessNews } from './unless-news.ts';

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
      return append(context, release, decision.events);
    case 'wait':
      return wait(release, decision.until);
    case 'nothing':
      return { kind: 'ended' };
    case 'take-turn':
      return takeTurn(context, release, decision.expiresAt);
    case 'measure':
      return unlessNews(context, release, () => look(context, release));
    case 'ask-gates':
      return checkGates(context, release, decision.when);
    case 'look-ahead':
    case 'run':
    case 'undo':
      return runStep(context, release, decision);
  }
}

/** Beginning and end are looked at once more before they are written. */
async function append(context: RunContext, release: Release, events: ReleaseEvent[]): Promise<Round> {
  const [event] = events;
  if (event?.type === 'started') return save(context, release, [await startOrEnd(context.deps, release, event)]);
  return event?.type === 'finished' ? endAsFound(context, release, event) : save(context, release, events);
}

async function runStep(
  context: RunContext,
  release: Release,
  decision: Extract<Decision, { do: 'look-ahead' | 'run' | 'undo' }>,
): Promise<Round> {
  const { clock, log } = context.deps;
  const undoing = decision.do === 'undo';
  // What is left to do where users are safe already waits for those whose users are not.
  if (undoing && decision.index > 0) await context.deps.whenIdle();
  const heard = undoing ? await evidenceFirst(context, release, decision.action) : null;
  if (heard) return heard;
  const flowing = await stillFlowing(context, release, decision.action);
  const outcome =
    flowing ??
    (await perform(context, release, decision.action, undoing).catch((error: unknown) => {
      if (error instanceof StaleWriter) return null;
      throw error;
    }));
  const now = clock.now();
  if (!outcome) {
    log.warn({}, 'another worker has taken this release over; this one stops');
    return wait(release, now + 1000);
  }
  const news = newlyIgnored(release, context.ignored, now);
  const told: Round = news ? await save(context, release, [news]) : { kind: 'folded', release };
  if (told.kind !== 'folded') return told;
  return decision.do === 'look-ahead'
    ? afterLook(context, told.release, outcome)
    : afterTry(context, told.release, decision, outcome);
}

async function checkGates(context: RunContext, release: Release, when: GateMoment): Promise<Round> {
  const event = await askGates(context.deps, release, when);
  const saved: Round = event ? await save(context, release, [event]) : { kind: 'folded', release };
  if (saved.kind !== 'folded' || !isToldLater(saved.release)) return saved;
  return wait(saved.release, beforeNextMeasurement(context, saved.release, context.deps.clock.now() + askAgainMs));
}
