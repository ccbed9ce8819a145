import type { Cause } from './cause.ts';
import type { CauseCode } from './reasons.ts';
import type { Release } from './release.ts';

const byPeople: readonly CauseCode[] = ['aborted', 'superseded'];

/**
 * Whether it goes back because a person wanted that, which is no incident unless the catalogue says so. One that cannot be brought
 * to its end is one whoever wanted it.
 */
export function isDeliberate({ code }: Pick<Cause, 'code'>, { plan, phase }: Pick<Release, 'plan' | 'phase'>): boolean {
  const isLeft = phase.kind === 'ended' && phase.outcome === 'handed-over';
  return byPeople.includes(code) && !isLeft && plan.target.notify?.deliberate !== 'alert';
}
