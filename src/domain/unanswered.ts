import type { HoldCode } from './reasons.ts';
import type { Release } from './release.ts';

/** Nothing was found that speaks against the version: there is too little to tell by. */
const tooLittle: readonly HoldCode[] = ['too-few-requests', 'no-data', 'query-failed'];

/**
 * Whether a question that nobody answers lets the release go on. Only a version that comes back does, where too little is known:
 * what ran before it is what people went away from, so silence must not bring that in again.
 */
export function goesOnUnanswered({ plan, hold }: Pick<Release, 'plan' | 'hold'>): boolean {
  return plan.rollback !== undefined && hold !== null && tooLittle.includes(hold.code);
}
