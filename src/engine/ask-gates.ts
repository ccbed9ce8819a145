import { flagMove, routeTo, setsImage } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { EventOf } from '../domain/events.ts';
import { type GateMoment, type GateResult, gravest } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import { stepIndex } from '../domain/release-state.ts';
import type { Onward } from '../gates/gate.ts';
import { pointsOf } from './decide-gates.ts';
import type { EngineDeps } from './ports.ts';

/** How long until gates whose answer is unknown are asked again (ms). */
export const askAgainMs = 10_000;

/**
 * Asks the gates of a moment.
 * @returns the event to write; null where they know as little as when they were last asked, however they put it
 */
export async function askGates(
  { gates, clock }: Pick<EngineDeps, 'gates' | 'clock'>,
  release: Release,
  when: GateMoment,
): Promise<EventOf<'gates.checked'> | null> {
  const { request, plan, gateCheck } = release;
  const about = { request, target: plan.target, from: plan.from, to: plan.to, ...onwardOf(release) };
  const answers = await gates.ask(pointsOf(release, when), about);
  const index = stepIndex(release);
  const same = gateCheck?.when === when && gateCheck.index === index && faceOf(gateCheck.answers) === faceOf(answers);
  if (same && !areDecided(answers)) return null;
  return { type: 'gates.checked', at: clock.now(), when, index, answers };
}

/** Whether a release waits for gates that cannot tell, or that have asked a person: both may pass a little later. */
export function isToldLater({ gateCheck: check, hold }: Pick<Release, 'gateCheck' | 'hold'>): boolean {
  if (check === null || areDecided(check.answers)) return false;
  return gravest(check.answers)?.answer === 'unknown' || hold !== null;
}

/** They pass or block, and asking them again in the same breath would change nothing. */
function areDecided(answers: readonly GateResult[]): boolean {
  const answer = gravest(answers)?.answer;
  return answer !== 'unknown' && answer !== 'needs-person';
}

/** What it would do next, of a release that runs. */
function onwardOf(release: Release): { onward?: Onward } {
  const { phase, plan, promoted } = release;
  if (phase.kind !== 'running') return {};
  const later = plan.steps.slice(stepIndex(release) + 1).map(({ action }) => action);
  const widens = later.some((action) => reachesMore(action, release) || setsImage(action) || opens(action));
  return { onward: { widens, byHand: promoted !== null } };
}

/** More users would get the new version: by a larger share, or by a mark that they carry. Copies reach nobody. */
function reachesMore(action: Action, { percent, route: now }: Release): boolean {
  const route = routeTo(action);
  switch (route?.kind) {
    case 'weight':
      return route.percent > percent;
    case 'match':
      return now?.kind !== 'match';
    case 'mirror':
    case undefined:
      return false;
  }
}

/** A feature flag that gives more people what is new. */
function opens(action: Action): boolean {
  const move = flagMove(action);
  return move !== null && move.change !== null && move.share !== null && move.share > (move.was ?? 0);
}

function faceOf(answers: readonly GateResult[]): string {
  return answers.map(({ gate, answer }) => `${gate}=${answer}`).join();
}
