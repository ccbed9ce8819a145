import type { EventOf } from '../domain/events.ts';
import { type GateMoment, type GateResult, gravest } from '../domain/gate.ts';
import { type GateCheck, type Release, stepIndex } from '../domain/release.ts';
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
  const about = { request, target: plan.target, from: plan.from, to: plan.to };
  const answers = await gates.ask(pointsOf(release, when), about);
  const index = stepIndex(release);
  const same = gateCheck?.when === when && gateCheck.index === index && faceOf(gateCheck.answers) === faceOf(answers);
  if (same && areUnknown(answers)) return null;
  return { type: 'gates.checked', at: clock.now(), when, index, answers };
}

/** Whether a release waits for nothing but gates that cannot tell. */
export function isInTheDark(check: GateCheck | null): boolean {
  return check !== null && areUnknown(check.answers);
}

function areUnknown(answers: readonly GateResult[]): boolean {
  return gravest(answers)?.answer === 'unknown';
}

function faceOf(answers: readonly GateResult[]): string {
  return answers.map(({ gate, answer }) => `${gate}=${answer}`).join();
}
