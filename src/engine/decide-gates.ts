import { type GateMoment, type GatePoint, gateWords, gravest } from '../domain/gate.ts';
import type { GateCheck, Release } from '../domain/release.ts';
import { isBaking, stepIndex } from '../domain/release-state.ts';
import { append, type Decision, neverStarted, openHold } from './decision.ts';

/** Whether any gate wants to be asked at one of these points. */
export type Asks = (points: readonly GatePoint[]) => boolean;

/** A pass from before this (ms) is asked for again before anything is written on its account. */
const freshMs = 60_000;

/** What a moment asks for: the approval that was the last to be needed is followed by the start, so both are asked at once. */
export function pointsOf({ approvals }: Release, when: GateMoment): readonly GatePoint[] {
  return when === 'start' && approvals.length > 0 ? ['approval', 'start'] : [when];
}

/**
 * Asks the gates, and goes on only where all of them pass or a person has said so. Before the first write a block ends
 * the release; once it runs, a block asks a person. What is unknown is asked again, until that takes too long.
 * @param onward what comes where the gates let it go on
 */
export function throughGates(
  release: Release,
  now: number,
  when: GateMoment,
  asks: Asks,
  onward: () => Decision,
): Decision {
  if (release.gatesWaived || !asks(pointsOf(release, when))) return onward();
  const check = currentCheck(release, when);
  if (check === null) return { do: 'ask-gates', when };
  const gate = gravest(check.answers);
  if (gate === null) return now - check.at <= freshMs ? onward() : { do: 'ask-gates', when };
  switch (gate.answer) {
    case 'pass':
      return onward();
    case 'block':
      return stop(release, now, gateWords(gate));
    case 'needs-person':
      return ask(release, now, gateWords(gate));
    case 'unknown':
      return now < check.since + patienceMs(release) ? { do: 'ask-gates', when } : stop(release, now, gateWords(gate));
  }
}

/**
 * While more approvals are needed, the gates are asked after each: nobody is to decide on what may not start. Only a
 * block counts; for all else the release waits anyway, and asks again before it starts.
 */
export function betweenApprovals(release: Release, now: number, asks: Asks): Decision | null {
  if (release.approvals.length === 0 || !asks(['approval'])) return null;
  const check = currentCheck(release, 'approval');
  if (check === null) return { do: 'ask-gates', when: 'approval' };
  const gate = gravest(check.answers);
  return gate?.answer === 'block' ? stop(release, now, gateWords(gate)) : null;
}

/**
 * The moment of the gates that go on being asked while a person is: those that do not block may pass again, and then
 * nobody has to answer. Null where only a person's answer counts.
 */
export function asksOn({ hold, gateCheck }: Release): GateMoment | null {
  if (hold?.code !== 'gate' || gateCheck === null) return null;
  const answer = gravest(gateCheck.answers)?.answer;
  return answer === 'needs-person' || answer === 'unknown' ? gateCheck.when : null;
}

/** The gates for whose sake a person is asked pass by now. */
export function passesNow({ hold, gateCheck }: Release): boolean {
  return hold !== null && gateCheck !== null && gateCheck.at >= hold.openedAt && gravest(gateCheck.answers) === null;
}

/** What was answered for this very point; null where it is still to be asked. */
function currentCheck(release: Release, when: GateMoment): GateCheck | null {
  const { gateCheck: check, step } = release;
  if (check?.when !== when || check.index !== stepIndex(release)) return null;
  return check.at >= (step?.startedAt ?? check.at) ? check : null;
}

function stop(release: Release, now: number, reason: string): Decision {
  if (isBaking(release)) return ask(release, now, reason);
  return append(neverStarted(now, reason));
}

/** A person is asked of a release that runs, so that there is something to let go on or to take back. */
function ask(release: Release, now: number, words: string): Decision {
  const hold = openHold(release, now, 'gate', words);
  if (release.phase.kind !== 'awaiting-approval' || hold.do !== 'append') return hold;
  return append({ type: 'started', at: now }, ...hold.events);
}

/** How long an unknown is borne (ms): as long as a question before anything is written, as long as missing figures then. */
function patienceMs(release: Release): number {
  const { limits, analysis } = release.plan.target;
  return isBaking(release) ? analysis.patienceMs : limits.holdMs;
}
