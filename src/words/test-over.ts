import type { Cause } from '../domain/cause.ts';
import type { Plan } from '../domain/plan.ts';
import { because } from './because.ts';
import { mention } from './people.ts';
import { say, type Words } from './words.ts';

type Versions = Pick<Plan, 'from' | 'to'>;

/**
 * The side of an A/B test that was there before: "2.4.0 (A)", "A (without new-pricing)".
 * @param flag the flag that tells the sides apart; null or undefined where versions do
 */
export function sideA({ from }: Versions, flag: string | null | undefined): Words {
  return flag ? say`A (without ${flag})` : say`${from.version} (A)`;
}

/** The other one: "2.4.1 (B)", "B (with new-pricing)". */
export function sideB({ to }: Versions, flag: string | null | undefined): Words {
  return flag ? say`B (with ${flag})` : say`${to.version} (B)`;
}

/** That an A/B test is over and A stays, by whom, and what was found by then. A whole sentence. */
export function testOver({ by, detail, flag }: Cause, plan: Versions): Words {
  const stays = sideA(plan, flag);
  if (by) return say`${mention(by)} ended the A/B test, and ${stays} stays${because(detail)}.`;
  return say`The A/B test is over, and ${stays} stays${detail === '' ? ', as planned' : because(detail)}.`;
}
